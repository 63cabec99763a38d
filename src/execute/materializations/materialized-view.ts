/** The materialization `materialized_view`: a view whose rows the database keeps, where the database has such. */
import type { Response } from "../../adapters/adapter.ts";
import { materializedViewChanged, materializedViewsMissing } from "../../core/problems/execute.ts";
import { isTrue, type Value } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import { storeResponse } from "../context/statement-results.ts";
import {
  applyGrants,
  commit,
  configText,
  existingRelation,
  isOverridden,
  type Job,
  type Materialize,
  macroSql,
  persistDocs,
  runHooks,
  shouldFullRefresh,
  statement,
} from "./job.ts";
import { intermediateOf, swapInto, swaps } from "./swap.ts";

export const materializeMaterializedView: Materialize = async (job) => {
  const { adapter } = job.run;
  if (!adapter.can.materializedViews)
    throw materializedViewsMissing(adapter.name, job.node.unique_id);
  const existing = await existingRelation(job, job.self);
  const target = job.self.with({ type: "materialized_view" });
  await runHooks(job, "pre-hook", false);
  await runHooks(job, "pre-hook", true);
  await build(job, target, existing);
  await applyGrants(job, target, existing, existing === undefined);
  await persistDocs(job, target);
  await runHooks(job, "post-hook", true);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
};

const skipped = ({ text }: Relation): Response => ({
  message: `skip ${text}`,
  code: "skip",
  rowsAffected: -1,
});

async function build(job: Job, target: Relation, existing: Relation | undefined): Promise<void> {
  if (existing !== undefined && (await isReplaced(job, existing)) && canSwap(job))
    return await replaceBySwap(job, target, existing);
  const sql = await buildSql(job, target, existing);
  if (sql.trim() !== "") await statement(job, sql, { name: "main" });
  else storeResponse(job.context.results, "main", skipped(target));
}

const isReplaced = async (job: Job, existing: Relation): Promise<boolean> =>
  existing.parts.type !== "materialized_view" || (await shouldFullRefresh(job));

const canSwap = (job: Job): boolean => swaps(job) && !isOverridden(job, "get_replace_sql");

/** Built beside the old one, so that what stands on that can be kept. */
async function replaceBySwap(job: Job, target: Relation, existing: Relation): Promise<void> {
  const intermediate = await intermediateOf(job, target);
  const name = "get_create_materialized_view_as_sql";
  const sql = await macroSql(job, name, [intermediate, job.sql]);
  await statement(job, sql, { name: "main" });
  await swapInto(job, intermediate, existing);
}

/** Creates or replaces it; a view that is there already is altered where its config changed, and else refreshed. */
async function buildSql(
  job: Job,
  target: Relation,
  existing: Relation | undefined,
): Promise<string> {
  if (existing === undefined)
    return await macroSql(job, "get_create_materialized_view_as_sql", [target, job.sql]);
  if (await isReplaced(job, existing))
    return await macroSql(job, "get_replace_sql", [existing, target, job.sql]);
  const config = job.context.get("config") ?? null;
  const name = "get_materialized_view_configuration_changes";
  const changes = await job.context.callMacro(name, [existing, config]);
  if (!isTrue(changes)) return await macroSql(job, "refresh_materialized_view", [target]);
  return await changedSql(job, target, existing, changes);
}

/** `continue` goes on with the view as it is, neither changed nor refreshed. */
async function changedSql(
  job: Job,
  target: Relation,
  existing: Relation,
  changes: Value,
): Promise<string> {
  const policy = configText(job, "on_configuration_change") ?? "apply";
  if (policy === "apply") {
    const args = [target, changes, job.sql, existing, null, null];
    return await macroSql(job, "get_alter_materialized_view_as_sql", args);
  }
  const problem = materializedViewChanged(target.text, policy, job.node.unique_id);
  if (policy !== "continue") throw problem;
  job.run.warnOnce("MaterializedViewChanged", problem);
  return "";
}
