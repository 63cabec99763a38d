/** What the resolution rules look names up in. Types and one-line questions only. */
import type { DispatchEntry, MacroSource } from "./macro-source.ts";

export interface MacroTables {
  readonly rootName: string;
  readonly adapter: string;
  /** The built-in packages, the most special first. */
  readonly internal: readonly string[];
  /** Names of all packages: root, installed, built-in. */
  readonly installed: ReadonlySet<string>;
  readonly byId: ReadonlyMap<string, MacroSource>;
  readonly byPackage: ReadonlyMap<string, ReadonlyMap<string, MacroSource>>;
  readonly byName: ReadonlyMap<string, readonly MacroSource[]>;
  readonly dispatchConfig: readonly DispatchEntry[];
}

/** The macro of that name in that one package. */
export const inPackage = (
  tables: MacroTables,
  packageName: string,
  name: string,
): MacroSource | undefined => tables.byPackage.get(packageName)?.get(name);

/** The built-in macro of that name: the adapter's before the general one. */
export function builtIn(tables: MacroTables, name: string): MacroSource | undefined {
  for (const packageName of tables.internal) {
    const macro = inPackage(tables, packageName, name);
    if (macro !== undefined) return macro;
  }
  return undefined;
}
