/** Finding a macro by name where no template calls it: name generators, tests, operations, the static tracker. */
import type { MacroSource } from "./macro-source.ts";
import { builtIn, inPackage, type MacroTables } from "./macro-tables.ts";

export type NameComponent = "schema" | "alias" | "database";

/** Higher wins. */
type Locality = 1 | 2 | 3;

/** How near a macro is to the user: 3 in the root project, 2 in an installed package, 1 built in. */
export function localityOf(tables: MacroTables, macro: MacroSource): Locality {
  if (macro.packageName === tables.rootName) return 3;
  return tables.internal.includes(macro.packageName) ? 1 : 2;
}

/** The nearest of some macros; of equally near ones the last. */
export function nearest(
  tables: MacroTables,
  macros: readonly MacroSource[],
): MacroSource | undefined {
  let best: MacroSource | undefined;
  for (const macro of macros) {
    if (best === undefined || localityOf(tables, macro) >= localityOf(tables, best)) best = macro;
  }
  return best;
}

/** The nearest macro of that name, in one package or in all. */
export function findByName(
  tables: MacroTables,
  name: string,
  packageName: string | null,
): MacroSource | undefined {
  if (packageName !== null) return inPackage(tables, packageName, name);
  return nearest(tables, tables.byName.get(name) ?? []);
}

/** An installed package's generator serves that package's nodes only; else the root project's, else the built-in one. */
export function nameGenerator(
  tables: MacroTables,
  component: NameComponent,
  packageName: string,
): MacroSource {
  const name = `generate_${component}_name`;
  const candidates = tables.byName.get(name) ?? [];
  const imported = candidates.find(
    (macro) => macro.packageName === packageName && localityOf(tables, macro) === 2,
  );
  const macro =
    imported ??
    nearest(
      tables,
      candidates.filter((candidate) => localityOf(tables, candidate) !== 2),
    );
  if (macro === undefined) throw new Error(`Bug: the built-in macro ${name} is missing.`);
  return macro;
}

/** A macro as dbt's static tracker finds it: the given package first, then root, any package, built in. */
export function trackedMacro(
  tables: MacroTables,
  packageName: string,
  name: string,
): MacroSource | undefined {
  return inPackage(tables, packageName, name) ?? trackedFlatMacro(tables, name);
}

/** The tracker's search among flat names, in which packages' macros need no prefix. */
export function trackedFlatMacro(tables: MacroTables, name: string): MacroSource | undefined {
  const root = inPackage(tables, tables.rootName, name);
  if (root !== undefined) return root;
  const imported = (tables.byName.get(name) ?? []).filter(
    (macro) => localityOf(tables, macro) === 2,
  );
  return imported.at(-1) ?? builtIn(tables, name);
}
