/** Whether facts from an earlier run still hold: what they rest on beside their own file must be as it was. */
import type { ParseIndex } from "./cache/parse-index.ts";
import type { Basis, FileFacts, TemplateFacts } from "./facts.ts";

/** What facts can rest on, now. */
export interface Surroundings {
  /** Changes with the program and with everything that a template can see of settings and target. */
  readonly settings: string;
  readonly flags: string;
  /** Of the settings and all variables. */
  readonly all: string;
  /** The settings survive being written as JSON. */
  readonly lossless: boolean;
  /** The value of a variable for a package, as JSON; "" when it is not set. */
  readonly varText: (packageName: string, name: string) => string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What has changed since the facts were noted. */
export interface Changes {
  readonly settings: boolean;
  readonly flags: boolean;
  /** Ids of macros with another text; "any" when macros came or went, so that names may mean something else. */
  readonly macros: ReadonlySet<string> | "any";
}

/** True when a file's facts hold. Of a properties file, each test is asked about for itself. */
export function holds(
  facts: FileFacts,
  packageName: string,
  changes: Changes,
  surroundings: Surroundings,
): boolean {
  return (
    facts.kind !== "templates" ||
    facts.templates.every((template) =>
      templateHolds(template.facts, packageName, changes, surroundings),
    )
  );
}

/** True when what one template noted still holds. */
export function templateHolds(
  { basis }: TemplateFacts,
  packageName: string,
  changes: Changes,
  surroundings: Surroundings,
): boolean {
  if (changes.macros === "any") return false;
  if (basis === null) return true;
  if ((basis.settings && changes.settings) || (basis.flags && changes.flags)) return false;
  const { macros } = changes;
  return !basis.ran.some((id) => macros.has(id)) && inputsHold(basis, packageName, surroundings);
}

function inputsHold(basis: Basis, packageName: string, { varText, env }: Surroundings): boolean {
  return (
    Object.entries(basis.vars).every(([name, value]) => varText(packageName, name) === value) &&
    Object.entries(basis.env).every(([name, value]) => (env[name] ?? null) === value)
  );
}

/** @param macros the hash of each of the project's macros, by its id */
export function changesSince(
  index: Pick<ParseIndex, "settings" | "flags" | "macros"> | undefined,
  { settings, flags }: Surroundings,
  macros: ReadonlyMap<string, string>,
): Changes {
  const before = index?.macros ?? {};
  const ids = Object.keys(before);
  const sameNames = ids.length === macros.size && ids.every((id) => macros.has(id));
  return {
    settings: index?.settings !== settings,
    flags: index?.flags !== flags,
    macros: sameNames ? new Set(ids.filter((id) => macros.get(id) !== before[id])) : "any",
  };
}
