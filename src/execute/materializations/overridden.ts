/** Knows which built-in macros the project replaces, so that the engine may do without those that are its own. */
import type { MacroSet } from "../../project/macros/macro-set.ts";
import { internalPackages } from "../../project/macros/macro-source.ts";

export type Overridden = (name: string) => boolean;

/** Whether the project or a package has a macro of that name, dispatched forms included. Remembers its answers. */
export function overriddenIn(macros: MacroSet): Overridden {
  const internal = internalPackages(macros.adapter);
  const known = new Map<string, boolean>();
  const find = (name: string): boolean =>
    [name, `${macros.adapter}__${name}`, `default__${name}`].some((candidate) => {
      const macro = macros.find(candidate, null);
      return macro !== undefined && !internal.includes(macro.packageName);
    });
  return (name) => {
    const answer = known.get(name) ?? find(name);
    known.set(name, answer);
    return answer;
  };
}
