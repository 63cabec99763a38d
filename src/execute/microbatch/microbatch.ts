/** Runs a microbatch model: its query once per batch of event time, each batch a transaction of its own. */
import type { Data } from "../../core/data.ts";
import type { Model, NodeConfig } from "../../core/nodes.ts";
import type { BatchResults } from "../../core/outcomes.ts";
import { problemsIn } from "../../core/problem.ts";
import { nativeFunction, str, toValue, type Value } from "../../jinja/index.ts";
import { relationOfNode } from "../../project/context/relation.ts";
import { PyDateTime } from "../../project/settings/python-types/datetime.ts";
import { pytzUtc } from "../../project/settings/python-types/timezone.ts";
import type { Job } from "../materializations/job.ts";
import { materialize } from "../materializations/materialize.ts";
import type { NodeWork, Turn } from "../run-node.ts";
import {
  type Batch,
  type BatchSize,
  batchesOf,
  batchId,
  batchName,
  batchSizes,
  parseMoment,
} from "./batches.ts";

export const isMicrobatch = (node: { readonly config: NodeConfig }): boolean =>
  node.config.materialized === "incremental" && node.config.incremental_strategy === "microbatch";

export interface MicrobatchResult {
  readonly status: "success" | "error" | "partial success";
  readonly message: string;
  readonly batchResults: BatchResults;
  /** The first one. */
  readonly thrown: unknown;
}

/**
 * Runs every batch, one after the other. If the first fails the others are not tried; later ones fail on their own.
 * @throws Problem when the batches cannot be worked out
 */
export async function runMicrobatch(
  work: NodeWork,
  node: Model,
  turn: Turn,
): Promise<MicrobatchResult> {
  const size = batchSizeOf(node);
  const incremental = await isIncremental(work, node, turn);
  const batches = findBatches(work, node, size, incremental);
  const successful: [number, number][] = [];
  const failed: [number, number][] = [];
  let thrown: unknown;
  for (const [index, batch] of batches.entries()) {
    const skip = successful.length === 0 && failed.length > 0;
    const part = { batch, size, index, isLast: index === batches.length - 1 };
    const problem = skip
      ? thrown
      : await attempt(() => runBatch(work, node, turn, part, incremental || index > 0));
    thrown ??= problem;
    (problem === undefined ? successful : failed).push([batch.start, batch.end]);
    if (turn.session.inTransaction) await turn.session.rollback();
    tell(work, node, part, problem);
  }
  return {
    ...verdict(successful.length, failed.length),
    batchResults: { successful, failed },
    thrown,
  };
}

async function attempt(run: () => Promise<void>): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (thrown) {
    return thrown ?? new Error("Bug: nothing was thrown");
  }
}

function verdict(good: number, bad: number): Pick<MicrobatchResult, "status" | "message"> {
  if (bad === 0) return { status: "success", message: "SUCCESS" };
  if (good === 0) return { status: "error", message: "ERROR" };
  return { status: "partial success", message: `PARTIAL SUCCESS (${good}/${good + bad})` };
}

function batchSizeOf(node: Model): BatchSize {
  const size = batchSizes.find((known) => known === node.config.batch_size);
  if (size === undefined) throw new Error(`Bug: ${node.unique_id} has no batch_size`);
  return size;
}

async function isIncremental({ run }: NodeWork, node: Model, turn: Turn): Promise<boolean> {
  const { database, schema, alias: identifier } = node;
  const existing = await run.cache.find(turn.session, { database, schema, identifier });
  return existing?.type === "table" && !(node.config.full_refresh ?? run.project.flags.fullRefresh);
}

function findBatches(
  { run }: NodeWork,
  node: Model,
  size: BatchSize,
  incremental: boolean,
): Batch[] {
  const { flags, invocation } = run.project;
  const moment = (data: Data | undefined): number | undefined =>
    data === undefined || data === null ? undefined : parseMoment(str(toValue(data)));
  const lookback: unknown = node.config.lookback;
  const batches = batchesOf({
    size,
    incremental,
    from: moment(run.sample?.start ?? flags.eventTimeStart),
    to: moment(run.sample?.end ?? flags.eventTimeEnd),
    now: invocation.startedAt,
    begin: moment(node.config.begin),
    lookback: typeof lookback === "number" ? lookback : 1,
  });
  if (batches === undefined) throw new Error(`Bug: ${node.unique_id} has no begin`);
  return batches;
}

interface Part {
  readonly batch: Batch;
  readonly size: BatchSize;
  readonly index: number;
  readonly isLast: boolean;
}

async function runBatch(
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
  const compilation = await work.compiler.compile(own, context, name);
  const id = batchId(part.batch.start, part.size);
  const batch = { id, event_time_start: start, event_time_end: end };
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
  await materialize(job, own.config.materialized);
}

const pythonTime = (time: number): PyDateTime => PyDateTime.fromUtc(BigInt(time) * 1000n, pytzUtc);

/** Hooks before the model belong to its first batch, those after it to its last. */
function nodeOfBatch(node: Model, { index, isLast }: Part): Model {
  const config = {
    ...node.config,
    "pre-hook": index === 0 ? (node.config["pre-hook"] ?? []) : [],
    "post-hook": isLast ? (node.config["post-hook"] ?? []) : [],
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

function tell(
  { emit }: NodeWork,
  node: Model,
  { batch, size, index }: Part,
  thrown: unknown,
): void {
  const name = batchName(batch.start, size);
  const [problem] = problemsIn(thrown) ?? [];
  emit({
    type: "debug",
    name: "LogBatchResult",
    message: `batch ${name} of ${node.schema}.${node.alias}: ${thrown === undefined ? "OK" : (problem?.message ?? "ERROR")}`,
    data: { batch_index: index + 1, unique_id: node.unique_id },
  });
}
