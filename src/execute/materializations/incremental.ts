/**
 * The materialization `incremental`: builds the table once, then adds or changes only what the query returns. All of
 * a run's changes are one transaction.
 */
import { Dict, isTrue, str, toValue, type Value } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import {
  applyGrants,
  callMethod,
  commit,
  createIndexes,
  dropRelation,
  existingRelation,
  type Job,
  type Materialize,
  macroRelation,
  macroSql,
  persistDocs,
  runHooks,
  shouldFullRefresh,
  statement,
} from "./job.ts";
import { createSql, replaceRelation } from "./replace.ts";

export const materializeIncremental: Materialize = async (job) => {
  const existing = await existingRelation(job, job.self);
  const target = job.self.with({ type: "table" });
  const fullRefresh = (await shouldFullRefresh(job)) || existing?.parts.type === "view";
  await runHooks(job, "pre-hook", false);
  await runHooks(job, "pre-hook", true);
  const temporary = await change(job, target, existing, fullRefresh);
  await applyGrants(job, target, existing, fullRefresh);
  await persistDocs(job, target);
  await runHooks(job, "post-hook", true);
  if (temporary !== undefined) await dropRelation(job, temporary);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
};

/** Changes the target; returns the temporary table that it left behind, if any. */
async function change(
  job: Job,
  target: Relation,
  existing: Relation | undefined,
  fullRefresh: boolean,
): Promise<Relation | undefined> {
  if (existing === undefined) {
    await statement(job, await createSql(job, "table", target), { name: "main" });
    await createIndexes(job, target);
    return undefined;
  }
  if (fullRefresh) {
    await replaceRelation(job, target, existing);
    return undefined;
  }
  return await addToTable(job, target, existing);
}

async function addToTable(job: Job, target: Relation, existing: Relation): Promise<Relation> {
  const strategy = await strategyMacro(job);
  const temporary = await macroRelation(job, "make_temp_relation", [target]);
  await statement(job, await macroSql(job, "get_create_table_as_sql", [true, temporary, job.sql]));
  if (!job.config.contract?.enforced) {
    await callMethod(
      job,
      "adapter",
      "expand_target_column_types",
      [],
      new Map<string, Value>([
        ["from_relation", temporary],
        ["to_relation", target],
      ]),
    );
  }
  const columns = await destinationColumns(job, temporary, existing);
  const sql = await job.context.interpreter.call(strategy, [
    Dict.of([
      ["target_relation", target],
      ["temp_relation", temporary],
      ["unique_key", toValue(job.config.unique_key ?? null)],
      ["dest_columns", columns],
      ["incremental_predicates", predicates(job)],
    ]),
  ]);
  await statement(job, str(sql), { name: "main" });
  return temporary;
}

/** The macro `get_incremental_<strategy>_sql`, which may be the user's own. */
async function strategyMacro(job: Job): Promise<Value> {
  const name = toValue(job.config.incremental_strategy || "default");
  const context = job.context.get("context") ?? null;
  return await callMethod(job, "adapter", "get_incremental_strategy_macro", [context, name]);
}

/** Of the legacy name and the present one, the legacy one wins. */
const predicates = (job: Job): Value =>
  toValue(job.config.predicates || job.config.incremental_predicates || null);

/** Applies `on_schema_change`; where that is `ignore`, the existing table's columns are what is written. */
async function destinationColumns(
  job: Job,
  temporary: Relation,
  existing: Relation,
): Promise<Value> {
  const wanted = await job.context.callMacro(
    "incremental_validate_on_schema_change",
    [toValue(job.config.on_schema_change ?? null)],
    new Map([["default", "ignore"]]),
  );
  const changed = await job.context.callMacro("process_schema_changes", [
    wanted,
    temporary,
    existing,
  ]);
  if (isTrue(changed)) return changed;
  return await callMethod(job, "adapter", "get_columns_in_relation", [existing]);
}
