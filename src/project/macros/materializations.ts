/** Which macro is the materialization of a name: adapter first, then nearness to the user. */
import { materializationMissing } from "../../core/problems/macros.ts";
import { localityOf, nearest } from "./find.ts";
import { dispatchPrefixes, type MacroSource } from "./macro-source.ts";
import type { MacroTables } from "./macro-tables.ts";

/**
 * @param explicitOverrides an installed package may not replace a built-in materialization unasked: the root project
 *   must wrap it (flag `require_explicit_package_overrides_for_builtin_materializations`).
 * @throws Problem where no package has such a materialization.
 */
export function chooseMaterialization(
  tables: MacroTables,
  name: string,
  adapter: string,
  explicitOverrides: boolean,
): MacroSource {
  const ranked = dispatchPrefixes(adapter).map(
    (suffix) => tables.byName.get(`materialization_${name}_${suffix}`) ?? [],
  );
  const chosen = best(tables, ranked);
  if (chosen === undefined) throw materializationMissing(name, adapter, known(tables));
  const isBuiltIn = ranked.flat().some((macro) => localityOf(tables, macro) === 1);
  if (!explicitOverrides || localityOf(tables, chosen) !== 2 || !isBuiltIn) return chosen;
  const allowed = ranked.map((macros) => macros.filter((macro) => localityOf(tables, macro) !== 2));
  return best(tables, allowed) ?? chosen;
}

function best(
  tables: MacroTables,
  ranked: readonly (readonly MacroSource[])[],
): MacroSource | undefined {
  for (const macros of ranked) {
    const found = nearest(tables, macros);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What no model is built as. */
const ofOthers: readonly string[] = ["clone", "function", "seed", "snapshot", "test", "unit"];

function known(tables: MacroTables): readonly string[] {
  const names = new Set<string>(["ephemeral"]);
  for (const name of tables.byName.keys()) {
    const match = /^materialization_(.+)_[^_]+$/.exec(name);
    if (match?.[1] !== undefined && !ofOthers.includes(match[1])) names.add(match[1]);
  }
  return [...names].sort();
}
