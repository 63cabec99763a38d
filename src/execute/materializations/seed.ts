/** The materialization `seed`: loads a CSV file into a table; keeps the table and its columns unless told to refresh. */
import { seedTargetIsView } from "../../core/problems/seed.ts";
import { str } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import { storeResponse } from "../context/statement-results.ts";
import {
  applyGrants,
  commit,
  createIndexes,
  existingRelation,
  type Job,
  type Materialize,
  persistDocs,
  runHooks,
  shouldFullRefresh,
} from "./job.ts";

export const materializeSeed: Materialize = async (job) => {
  const { context, node, run } = job;
  if (node.resource_type !== "seed") throw new Error(`Bug: ${node.unique_id} is no seed`);
  const fullRefresh = await shouldFullRefresh(job);
  const existing = await existingRelation(job, job.self);
  const table = await run.readSeed(node);
  storeResponse(
    context.results,
    "agate_table",
    { message: "OK", code: null, rowsAffected: null },
    table,
  );
  await runHooks(job, "pre-hook", false);
  await runHooks(job, "pre-hook", true);
  if (existing?.parts.type === "view") throw seedTargetIsView(existing.text, node.unique_id);
  await context.begin();
  const model = context.get("model") ?? null;
  const createSql =
    existing === undefined
      ? await context.callMacro("create_csv_table", [model, table])
      : await context.callMacro("reset_csv_table", [model, fullRefresh, existing, table]);
  const rows = table.rows.length;
  const loadSql = rows > 0 ? await context.callMacro("load_csv_rows", [model, table]) : "";
  const code = fullRefresh ? "CREATE" : "INSERT";
  const text = await context.callMacro("get_csv_sql", [createSql, loadSql]);
  run.writeRunFile(node.unique_id, `${str(text)};\n`);
  const response = { message: `${code} ${rows}`, code, rowsAffected: rows };
  storeResponse(context.results, "main", response);
  return await finish(job, existing, fullRefresh);
};

async function finish(
  job: Job,
  existing: Relation | undefined,
  fullRefresh: boolean,
): Promise<readonly Relation[]> {
  const target = job.self.with({ type: "table" });
  await applyGrants(job, target, existing, fullRefresh);
  await persistDocs(job, target);
  if (fullRefresh || existing === undefined) await createIndexes(job, target);
  await runHooks(job, "post-hook", true);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
}
