/** The variables of a package, and how the cache of facts writes down their values. */
import type { Flags } from "../../core/flags.ts";
import type { Settings } from "../settings/settings.ts";
import { lookupVar, type VarSources } from "../settings/vars.ts";

/** The variables that a package's templates see. */
export function varSources(
  { settings, flags }: { readonly settings: Settings; readonly flags: Flags },
  packageName: string,
): VarSources {
  const { project: root, packages } = settings;
  const owner = packages.find((project) => project.name === packageName) ?? root;
  return { cliVars: flags.vars, root, owner };
}

/** How the cache of facts writes down the value of a variable. */
export const varText = (name: string, sources: VarSources): string => {
  const value = lookupVar(name, sources);
  return value === undefined ? "" : JSON.stringify(value);
};
