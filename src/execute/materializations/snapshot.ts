/**
 * The materialization `snapshot`: keeps every version that a row has had. Closing old versions and inserting new ones
 * is one transaction, so that history is never torn. What the versions look like is decided by macros.
 */
import type { DataObject } from "../../core/data.ts";
import { snapshotTargetIsNoTable, snapshotWithoutStrategy } from "../../core/problems/snapshot.ts";
import { Dict, equals, isTrue, toValue, type Value } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import {
  applyGrants,
  callMethod,
  commit,
  configText,
  createIndexes,
  existingRelation,
  type Job,
  type Materialize,
  macroRelation,
  macroSql,
  persistDocs,
  runHooks,
  statement,
} from "./job.ts";

export const materializeSnapshot: Materialize = async (job) => {
  const existing = await existingRelation(job, job.self);
  const target = existing ?? job.self.with({ type: "table" });
  if (target.parts.type !== "table")
    throw snapshotTargetIsNoTable(target.text, String(target.parts.type), job.node.unique_id);
  await runHooks(job, "pre-hook", false);
  await runHooks(job, "pre-hook", true);
  const strategy = await findStrategy(job, existing !== undefined);
  const staging =
    existing === undefined
      ? await firstBuild(job, target, strategy)
      : await addVersions(job, target, strategy);
  await applyGrants(job, target, existing, false);
  await persistDocs(job, target);
  if (existing === undefined) await createIndexes(job, target);
  await runHooks(job, "post-hook", true);
  // The staging table goes inside the transaction: it must not outlive a crash on databases that keep it.
  if (staging !== undefined) await job.context.callMacro("post_snapshot", [staging]);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
};

/** What a strategy macro such as `snapshot_timestamp_strategy` says: keys and expressions. */
async function findStrategy(job: Job, targetExists: boolean): Promise<Dict> {
  const name = configText(job, "strategy");
  if (name === undefined) throw snapshotWithoutStrategy(job.node.name, job.node.unique_id);
  const macro = await job.context.callMacro("strategy_dispatch", [name]);
  const model = job.context.get("model") ?? null;
  const config = toValue(job.config as DataObject);
  const strategy = await job.context.interpreter.call(macro, [
    model,
    "snapshotted_data",
    "source_data",
    config,
    targetExists,
  ]);
  if (strategy instanceof Dict) return strategy;
  throw snapshotWithoutStrategy(job.node.name, job.node.unique_id);
}

async function firstBuild(job: Job, target: Relation, strategy: Dict): Promise<undefined> {
  const select = await macroSql(job, "build_snapshot_table", [strategy, job.sql]);
  await job.context.callMacro("check_time_data_types", [select]);
  const sql = await macroSql(job, "create_table_as", [false, target, select]);
  await statement(job, sql, { name: "main" });
  return undefined;
}

async function addVersions(job: Job, target: Relation, strategy: Dict): Promise<Relation> {
  const { context } = job;
  await callMethod(job, "adapter", "assert_valid_snapshot_target_given_strategy", [
    target,
    await columnNames(job),
    strategy,
  ]);
  await context.begin();
  const args: Value[] = [strategy, job.sql, target];
  const staging = await macroRelation(job, "build_snapshot_staging_table", args);
  await callMethod(
    job,
    "adapter",
    "expand_target_column_types",
    [],
    new Map<string, Value>([
      ["from_relation", staging],
      ["to_relation", target],
    ]),
  );
  const own = ownColumns(strategy);
  const missing = await columns(job, "get_missing_columns", [staging, target], own);
  await context.callMacro("create_columns", [target, missing]);
  const all = await columns(job, "get_columns_in_relation", [staging], own);
  const quoted = all.map((column) => quotedName(job, column));
  await context.callMacro("check_time_data_types", [
    await macroSql(job, "snapshot_staging_table", args),
  ]);
  const kwargs = new Map<string, Value>([
    ["target", target],
    ["source", staging],
    ["insert_cols", quoted],
  ]);
  await statement(job, await macroSql(job, "snapshot_merge_sql", [], kwargs), { name: "main" });
  return staging;
}

/** The names of the columns that dbt adds, as `snapshot_meta_column_names` may change them. */
const columnNames = async (job: Job): Promise<Value> => {
  const configured = await callMethod(job, "config", "get", ["snapshot_table_column_names"]);
  if (isTrue(configured)) return configured;
  return await job.context.callMacro("get_snapshot_table_column_names", []);
};

/** Columns of the staging table that the snapshot itself does not have. */
function ownColumns(strategy: Dict): ReadonlySet<string> {
  const names = ["dbt_change_type", "dbt_unique_key"];
  const key = strategy.get("unique_key");
  if (Array.isArray(key)) names.push(...key.map((_, index) => `dbt_unique_key_${index + 1}`));
  return new Set([...names, ...names.map((name) => name.toUpperCase())]);
}

async function columns(
  job: Job,
  method: string,
  args: readonly Value[],
  without: ReadonlySet<string>,
): Promise<Value[]> {
  const found = await callMethod(job, "adapter", method, args);
  if (!Array.isArray(found)) throw new Error(`Bug: adapter.${method} gave no list`);
  return found.filter((column) => ![...without].some((name) => equals(nameOf(column), name)));
}

function nameOf(column: Value): Value {
  if (typeof column !== "object" || column === null || Array.isArray(column)) return null;
  return column.pyGetAttr?.("name") ?? null;
}

const quotedName = (job: Job, column: Value): string =>
  job.run.adapter.quote(String(nameOf(column)));
