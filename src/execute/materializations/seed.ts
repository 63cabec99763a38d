/** The materialization `seed`: loads a CSV file into a table; keeps the table and its columns unless told to refresh. */
import { seedColumnsChanged, seedRowTooShort, seedTargetIsView } from "../../core/problems/seed.ts";
import { str, type Value } from "../../jinja/index.ts";
import type { Table } from "../../project/context/agate/table.ts";
import type { Relation } from "../../project/context/relation.ts";
import { storeResponse } from "../context/statement-results.ts";
import { SeedTable } from "../seeds/seed-table.ts";
import {
  applyGrants,
  commit,
  createIndexes,
  existingRelation,
  isOverridden,
  type Job,
  type Materialize,
  persistDocs,
  runHooks,
  shouldFullRefresh,
} from "./job.ts";
import { intermediateOf, swapInto, swaps } from "./swap.ts";

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
  if (existing !== undefined && !fullRefresh) await checkColumns(job, existing, table);
  await context.begin();
  const model = context.get("model") ?? null;
  const beside =
    existing !== undefined && fullRefresh && swaps(job) && !isOverridden(job, "reset_csv_table")
      ? await intermediateOf(job, job.self.with({ type: "table" }))
      : undefined;
  // The macros load whatever `this` is.
  if (beside !== undefined) context.set("this", beside);
  const createSql =
    existing === undefined || beside !== undefined
      ? await context.callMacro("create_csv_table", [model, table])
      : await context.callMacro("reset_csv_table", [model, fullRefresh, existing, table]);
  const rows = table.rowCount;
  const loadSql = rows > 0 ? await loadRows(job, model, table) : "";
  context.set("this", job.self);
  if (beside !== undefined && existing !== undefined) {
    await createIndexes(job, beside);
    await swapInto(job, beside, existing);
  }
  const code = fullRefresh ? "CREATE" : "INSERT";
  const text = await context.callMacro("get_csv_sql", [createSql, loadSql]);
  run.writeRunFile(node.unique_id, `${str(text)};\n`);
  const response = { message: `${code} ${rows}`, code, rowsAffected: rows };
  storeResponse(context.results, "main", response);
  return await finish(job, existing, { fullRefresh, hasIndexes: beside !== undefined });
};

/** @throws Problem of the file where it is the file that the database cannot read */
async function loadRows({ context, node }: Job, model: Value, table: Table): Promise<Value> {
  try {
    return await context.callMacro("load_csv_rows", [model, table]);
  } catch (thrown) {
    const short = table instanceof SeedTable ? table.shortRow : undefined;
    if (short === undefined) throw thrown;
    throw seedRowTooShort(short.at, short.cells, table.columnNames.length, node.unique_id);
  }
}

/** A table that is kept has to have the columns of the file, or rows would be lost or fail halfway. */
async function checkColumns({ run, context, node }: Job, existing: Relation, table: Table) {
  const found = await run.adapter.columnsOf(context.session, existing.name);
  const lower = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase()));
  const known = lower(found.map(({ name }) => name));
  const wanted = lower(table.columnNames);
  const added = table.columnNames.filter((name) => !known.has(name.toLowerCase()));
  const removed = found.map(({ name }) => name).filter((name) => !wanted.has(name.toLowerCase()));
  if (added.length + removed.length === 0) return;
  const at = { file: node.original_file_path, line: 1, column: 1 };
  throw seedColumnsChanged(existing.text, added, removed, node.unique_id, at);
}

async function finish(
  job: Job,
  existing: Relation | undefined,
  { fullRefresh, hasIndexes }: { readonly fullRefresh: boolean; readonly hasIndexes: boolean },
): Promise<readonly Relation[]> {
  const target = job.self.with({ type: "table" });
  await applyGrants(job, target, existing, fullRefresh);
  await persistDocs(job, target);
  if (!hasIndexes && (fullRefresh || existing === undefined)) await createIndexes(job, target);
  await runHooks(job, "post-hook", true);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
}
