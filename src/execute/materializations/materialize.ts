/** Builds a node by its materialization: the macro that the project means by that name, which may be the engine's own. */
import { pythonUnsupported } from "../../core/problems/context.ts";
import {
  languageNotSupported,
  materializationWithoutMain,
  materializationWithoutRelations,
} from "../../core/problems/execute.ts";
import { Dict, nativeFunction, repr, type Value } from "../../jinja/index.ts";
import { Relation } from "../../project/context/relation.ts";
import { internalPackages, type MacroSource } from "../../project/macros/macro-source.ts";
import type { StatementResult } from "../context/statement-results.ts";
import { materializeClone } from "./clone.ts";
import { nativeCopyRows } from "./copy-rows.ts";
import { materializeExternal, materializeTableFunction } from "./external.ts";
import { materializeFunction } from "./function.ts";
import { materializeIncremental } from "./incremental.ts";
import type { Job, Materialize } from "./job.ts";
import { materializeMaterializedView } from "./materialized-view.ts";
import { noReplace } from "./replace.ts";
import { materializeSeed } from "./seed.ts";
import { materializeSnapshot } from "./snapshot.ts";
import { materializeTable, materializeView } from "./table.ts";
import { materializeTest } from "./test.ts";
import { materializeUnit } from "./unit.ts";

/** What `_engine_materialize('…')` in the built-in materialization macros stands for. */
const engine: ReadonlyMap<string, Materialize> = new Map([
  ["table", materializeTable],
  ["view", materializeView],
  ["incremental", materializeIncremental],
  ["snapshot", materializeSnapshot],
  ["seed", materializeSeed],
  ["test", materializeTest],
  ["unit", materializeUnit],
  ["clone", materializeClone],
  ["external", materializeExternal],
  ["table_function", materializeTableFunction],
  ["materialized_view", materializeMaterializedView],
  ["function", materializeFunction],
]);

/**
 * Runs the materialization and tells the cache what it left behind.
 * @returns the result of the statement called `main`
 * @throws Problem
 */
export async function materialize(job: Job, name: string): Promise<StatementResult> {
  const main = await runMaterialization(job, name);
  if (!main) throw materializationWithoutMain(name, job.node.unique_id);
  return main;
}

/** The same, for a materialization that may find nothing to do. */
export async function runMaterialization(
  job: Job,
  name: string,
): Promise<StatementResult | undefined> {
  const { context, run } = job;
  const macro = run.project.macros.materialization(name);
  checkLanguage(job, name, macro);
  context.set("_engine_or_replace", noReplace);
  if (context.session.copyIn) context.set("_engine_copy_rows", nativeCopyRows(context));
  for (const relation of (await builtByEngine(job, name, macro)) ??
    (await builtBy(job, name, macro)))
    run.cache.added(relation.name, relation.parts.type ?? "table");
  return context.results.get("main") ?? undefined;
}

/** A materialization of the engine's own says nothing but which one it is. */
async function builtByEngine(
  job: Job,
  name: string,
  { packageName }: MacroSource,
): Promise<readonly Relation[] | undefined> {
  const build = engine.get(name);
  if (build === undefined || !internalPackages(job.run.adapter.name).includes(packageName))
    return undefined;
  job.context.called.countAt(undefined);
  return await build(job);
}

async function builtBy(job: Job, name: string, macro: MacroSource): Promise<readonly Relation[]> {
  const { context, node } = job;
  context.set("_engine_materialize", nativeMaterialize(job));
  // dbt follows what a materialization calls for tests only.
  context.called.countAt(node.resource_type === "test" ? 1 : undefined);
  const returned = await context.interpreter.call(macro.definition, []);
  return relationsIn(returned, name, node.unique_id);
}

function nativeMaterialize(job: Job): Value {
  return nativeFunction("_engine_materialize", async ({ args: [kind] }) => {
    const build = engine.get(String(kind));
    if (build === undefined) throw new Error(`Bug: no materialization ${String(kind)}`);
    job.context.called.countAt(undefined);
    return Dict.of([["relations", [...(await build(job))]]]);
  });
}

function checkLanguage({ node }: Job, name: string, macro: MacroSource): void {
  const language = "language" in node ? node.language : "sql";
  const supported = macro.node.supported_languages ?? ["sql"];
  if (!supported.includes(language))
    throw languageNotSupported(name, language, supported, node.unique_id);
  if (language === "python") throw pythonUnsupported(node.unique_id);
}

function relationsIn(returned: Value, name: string, nodeId: string): readonly Relation[] {
  const list = returned instanceof Dict ? returned.get("relations") : undefined;
  if (Array.isArray(list) && list.every((item) => item instanceof Relation)) return list;
  // Without a return it is the text around its statements, which is white space as a rule.
  const isNothing = typeof returned === "string" && returned.trim() === "";
  const got = isNothing ? "nothing" : repr(list ?? returned);
  throw materializationWithoutRelations(name, nodeId, got);
}
