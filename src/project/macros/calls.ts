/**
 * Which macros a macro calls, told from its text alone, as `depends_on.macros` of the manifest has it. The tracker is
 * looser than the language: `x.replace()` counts as a call of a macro named `replace`, whatever `x` is, and packages'
 * macros are found without their prefix.
 */
import { Problem } from "../../core/problem.ts";
import { dispatchMacro } from "./dispatch.ts";
import { trackedFlatMacro, trackedMacro } from "./find.ts";
import type { MacroSource, StaticCall } from "./macro-source.ts";
import { builtIn, inPackage, type MacroTables } from "./macro-tables.ts";

/** Names that mean the same in every template, whatever macros there are. */
const alwaysThere = new Set(
  (
    "dbt_version diff_of_two_dicts env_var flags fromjson fromyaml invocation_id local_md5 log modules " +
    "otel_span_id otel_trace_id print project_name return run_started_at set set_strict target thread_id tojson " +
    "toyaml var zip zip_strict source ref config"
  ).split(" "),
);

/** Ids of the macros that `macro` calls, each once, in the order of the text. */
export function resolveCalls(tables: MacroTables, macro: MacroSource): readonly string[] {
  const ids = new Set<string>();
  for (const call of macro.calls) {
    for (const found of targetsOf(tables, macro, call)) ids.add(found.id);
  }
  return [...ids];
}

function* targetsOf(
  tables: MacroTables,
  macro: MacroSource,
  call: StaticCall,
): Iterable<MacroSource> {
  if (call.kind === "name" && alwaysThere.has(call.name)) return;
  if (call.kind === "member") {
    const found = trackedMacro(tables, call.namespace, call.name);
    if (found !== undefined) yield found;
    return;
  }
  // A dispatch counts as a call of the macro that it is named after, too.
  const named =
    call.name === macro.name ? undefined : trackedMacro(tables, macro.packageName, call.name);
  if (named !== undefined) yield named;
  if (call.kind === "dispatch") {
    const served = dispatched(tables, call.name, call.namespace);
    if (served !== undefined) yield served;
  }
}

/** What a dispatch finds; undefined where it finds nothing, which is the caller's problem when it is really called. */
function dispatched(
  tables: MacroTables,
  name: string,
  macroNamespace: string | null,
): MacroSource | undefined {
  try {
    return dispatchMacro(tables, name, macroNamespace, (packageName, searched) => {
      if (packageName === null) return trackedFlatMacro(tables, searched);
      if (packageName === "dbt") return builtIn(tables, searched);
      return tables.internal.includes(packageName)
        ? undefined
        : inPackage(tables, packageName, searched);
    });
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
