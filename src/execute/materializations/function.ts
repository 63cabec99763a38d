/** The materialization `function`: a function of the database, and its overloads, made anew by the adapter's macros. */
import type { DataObject } from "../../core/data.ts";
import { macroReturnedNoText } from "../../core/problems/execute.ts";
import { toValue } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import {
  applyGrants,
  commit,
  existingRelation,
  type Job,
  type Materialize,
  persistDocs,
  runHooks,
  statement,
} from "./job.ts";

export const materializeFunction: Materialize = async (job) => {
  const { context, node } = job;
  if (node.resource_type !== "function") throw new Error(`Bug: ${node.unique_id} is no function`);
  const target = job.self.with({ type: "function" });
  await create(job, target);
  for (const overload of node.overloads) {
    const compiled = await context.render(overload.raw_body ?? "", node.original_file_path);
    const other = {
      ...node,
      arguments: overload.arguments,
      returns: overload.returns ?? node.returns,
      compiled_code: compiled,
    };
    context.set("model", toValue(other as object as DataObject));
    await create(job, target, "overload");
  }
  return [target];
};

/** One body, as dbt's materialization does it. `name`: how its statement is called. */
async function create(job: Job, target: Relation, name = "main"): Promise<void> {
  const { context, run, node } = job;
  for (const called of ["load_cached_relation", "run_hooks"]) context.called.add(called);
  const existing = await existingRelation(job, job.self);
  await runHooks(job, "pre-hook", true);
  const macroName = `${job.config.type ?? "scalar"}_function_sql`;
  const macro = run.project.macros.dispatch(macroName, "dbt", node.package_name);
  for (const called of [macro.name, "function_execute_build_sql"]) context.called.add(called);
  const sql = await context.interpreter.call(macro.definition, [target]);
  if (typeof sql !== "string") throw macroReturnedNoText(macro.name, node.unique_id);
  await statement(job, sql, { name });
  await applyGrants(job, target, existing, true);
  await persistDocs(job, target);
  await commit(job);
  await runHooks(job, "post-hook", true);
  await commit(job);
}
