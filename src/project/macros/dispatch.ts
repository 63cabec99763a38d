/** `adapter.dispatch`: which macro of which package serves a name on this adapter. */
import { dispatchNameHasDot, dispatchTargetMissing } from "../../core/problems/macros.ts";
import { dispatchPrefixes, type MacroSource } from "./macro-source.ts";
import type { MacroTables } from "./macro-tables.ts";

/** Looks for a macro: with a package name in that package, with null among the flat names. */
export type LookUp = (packageName: string | null, name: string) => MacroSource | undefined;

/**
 * All prefixes are tried in one package before the next package's turn, so that the root project's `default__x` beats
 * a built-in `duckdb__x`.
 * @throws Problem which lists what was searched.
 */
export function dispatchMacro(
  tables: MacroTables,
  name: string,
  macroNamespace: string | null,
  lookUp: LookUp,
): MacroSource {
  if (name.includes(".")) throw dispatchNameHasDot(name);
  const searched: string[] = [];
  for (const packageName of searchOrder(tables, macroNamespace)) {
    for (const prefix of dispatchPrefixes(tables.adapter)) {
      const candidate = `${prefix}__${name}`;
      const macro = lookUp(packageName, candidate);
      if (macro !== undefined) return macro;
      searched.push(packageName === null ? candidate : `${packageName}.${candidate}`);
    }
  }
  throw dispatchTargetMissing(name, macroNamespace, searched);
}

function searchOrder(
  tables: MacroTables,
  macroNamespace: string | null,
): readonly (string | null)[] {
  if (macroNamespace === null) return [null];
  const configured = tables.dispatchConfig.find(
    (entry) => entry.macro_namespace === macroNamespace,
  )?.search_order;
  if (configured !== undefined && configured.length > 0) return configured;
  return tables.installed.has(macroNamespace) ? [tables.rootName, macroNamespace] : [null];
}
