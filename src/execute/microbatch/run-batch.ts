/** Builds one batch of a microbatch model: its query on the batch's window, added to what earlier batches made. */
import type { Model } from "../../core/nodes.ts";
import { nativeFunction, str, toValue, type Value } from "../../jinja/index.ts";
import { relationOfNode } from "../../project/context/relation.ts";
import { PyDateTime } from "../../project/settings/python-types/datetime.ts";
import { pytzUtc } from "../../project/settings/python-types/timezone.ts";
import type { Job } from "../materializations/job.ts";
import { materialize } from "../materializations/materialize.ts";
import type { NodeWork, Turn } from "../node-work.ts";
import { placedProblem } from "../placed-problem.ts";
import { type Batch, type BatchSize, batchId, batchName } from "./batches.ts";

export interface Part {
  readonly batch: Batch;
  readonly size: BatchSize;
  /** From 0. */
  readonly index: number;
  readonly total: number;
}

/**
 * @param incremental whether the batch is added to a table that is there
 * @throws Problem when the batch fails; the transaction is the caller's to roll back
 */
export async function runBatch(
  work: NodeWork,
  node: Model,
  { session }: Turn,
  part: Part,
  incremental: boolean,
): Promise<void> {
  const { run } = work;
  const start = pythonTime(part.batch.start);
  const end = pythonTime(part.batch.end);
  const own = nodeOfBatch(node, part);
  const window = { start: str(start), end: str(end) };
  const context = work.contextFor(own, session, window);
  const name = batchName(part.batch.start, part.size);
  const id = batchId(part.batch.start, part.size);
  const batch = { id, event_time_start: start, event_time_end: end };
  context.set("model", toValue({ ...own, batch }));
  const compilation = await work.compiler.compile(own, context, name);
  context.set("model", toValue({ ...own, ...compilation, batch }));
  context.set("sql", compilation.compiled_code);
  context.set("compiled_code", compilation.compiled_code);
  if (incremental) addToTable(context.set);
  const { quoting } = run.project.settings;
  const self = relationOfNode(own, { dialect: run.dialect, quoting });
  const sql = compilation.compiled_code;
  const { config } = own;
  const job: Job = {
    context,
    run,
    node: own,
    config,
    self,
    sql,
    afterCommit: [],
    incremental,
  };
  try {
    await materialize(job, own.config.materialized);
  } catch (thrown) {
    // The place has to be found now: other batches have other SQL.
    throw placedProblem(work, own, thrown, compilation) ?? thrown;
  }
}

const pythonTime = (time: number): PyDateTime => PyDateTime.fromUtc(BigInt(time) * 1000n, pytzUtc);

/** Hooks before the model belong to its first batch, those after it to its last. */
function nodeOfBatch(node: Model, { index, total }: Part): Model {
  const config = {
    ...node.config,
    "pre-hook": index === 0 ? (node.config["pre-hook"] ?? []) : [],
    "post-hook": index === total - 1 ? (node.config["post-hook"] ?? []) : [],
  };
  return { ...node, config };
}

/** Batches but the first of a full run add to what the earlier ones made. */
function addToTable(set: (name: string, value: Value) => void): void {
  set(
    "is_incremental",
    nativeFunction("is_incremental", () => true),
  );
  set(
    "should_full_refresh",
    nativeFunction("should_full_refresh", () => false),
  );
}
