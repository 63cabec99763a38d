/** How a name on the command line finds nodes by their fully qualified names. */
import { hasWildcards, wildcardTest } from "./wildcards.ts";

/**
 * A test of fully qualified names (package, folders, name, and the version of a versioned model). A selector matches
 * the last part; or the name from its first part on, with or without the package, where what follows is free or
 * matches the wildcards.
 */
export function nameTest(
  selector: string,
): (fqn: readonly string[], versioned: boolean) => boolean {
  if (selector === "*") return () => true;
  const parts = selector.split(".");
  const wildAt = parts.findIndex(hasWildcards);
  const plain = wildAt < 0 ? parts : parts.slice(0, wildAt);
  const rest = wildAt < 0 ? undefined : wildcardTest(parts.slice(wildAt).join("."));
  const leaf = wildAt === 0 && parts.length === 1 ? rest : undefined;
  const lastTwo = parts.slice(-2).join("_");

  const matches = (fqn: readonly string[], versioned: boolean): boolean => {
    const name = versioned ? fqn.at(-2) : fqn.at(-1);
    if (name === selector) return true;
    if (versioned && fqn.slice(-2).join("_") === lastTwo) return true;
    const flat = fqn.flatMap((part) => part.split("."));
    if (flat.length < parts.length) return false;
    if (!plain.every((part, index) => flat[index] === part)) return false;
    if (rest === undefined || rest(flat.slice(plain.length).join("."))) return true;
    return name !== undefined && leaf?.(name) === true;
  };
  return (fqn, versioned) => matches(fqn, versioned) || matches(fqn.slice(1), versioned);
}
