/** Runs a microbatch model: its query once per batch of event time, each batch a transaction of its own. */
import type { Data } from "../../core/data.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import type { Model } from "../../core/nodes.ts";
import type { BatchResults } from "../../core/outcomes.ts";
import { problemsIn } from "../../core/problem.ts";
import { namesOf, parseTemplate, str, toValue } from "../../jinja/index.ts";
import type { BorrowedTurn, NodeWork, Turn } from "../node-work.ts";
import { now } from "../outcomes.ts";
import {
  type Batch,
  type BatchSize,
  batchesOf,
  batchName,
  batchSizes,
  parseMoment,
} from "./batches.ts";
import { type Part, runBatch } from "./run-batch.ts";

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
 * Runs every batch: the first one and the last one alone, those between them at the same time where they may and
 * workers have nothing else to do. If the first fails the others are not tried; later ones fail on their own.
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
  const parts = batches.map((batch, index) => ({ batch, size, index, total: batches.length }));
  const ends: BatchEnd[] = [];
  let stopped: unknown;
  // What lost to another batch, such as a comment on the table that both wanted to write.
  const beaten: Part[] = [];
  const run = async (part: Part, own: Turn, company: Company = "alone"): Promise<void> => {
    const end =
      stopped === undefined
        ? await endOf(work, node, own, {
            ...part,
            company,
            incremental: incremental || part.index > 0,
          })
        : skip(work, node, own, part, stopped);
    if (end === undefined) {
      beaten.push(part);
      return;
    }
    ends.push(end);
    if (part.index === 0 || has(end.thrown, "SQL_CANCELLED")) stopped ??= end.thrown;
  };
  const [first, ...later] = parts;
  const last = later.pop();
  if (first !== undefined) await run(first, turn);
  if (mayOverlap(work, node)) {
    const borrow = async () => (beaten.length === 0 ? await turn.borrow() : undefined);
    await runAll(later, (part, own) => run(part, own, "with others"), { ...turn, borrow });
    for (const part of beaten.toSorted((a, b) => a.index - b.index)) await run(part, turn, "again");
  } else for (const part of later) await run(part, turn);
  if (last !== undefined) await run(last, turn);
  return summary(ends.sort((a, b) => a.part.index - b.part.index));
}

const has = (thrown: unknown, code: string): boolean =>
  (problemsIn(thrown) ?? []).some((problem) => problem.code === code);

interface BatchEnd {
  readonly part: Part;
  readonly thrown: unknown;
}

function summary(ends: readonly BatchEnd[]): MicrobatchResult {
  const rangesOf = (chosen: readonly BatchEnd[]) =>
    chosen.map(({ part: { batch } }): [number, number] => [batch.start, batch.end]);
  const successful = ends.filter(({ thrown }) => thrown === undefined);
  const failed = ends.filter(({ thrown }) => thrown !== undefined);
  return {
    ...verdict(successful.length, failed.length),
    batchResults: { successful: rangesOf(successful), failed: rangesOf(failed) },
    thrown: failed[0]?.thrown,
  };
}

/** As dbt decides: the database can, and the config says so; without a word there, a query that reads its own table may not. */
function mayOverlap({ run }: NodeWork, node: Model): boolean {
  if (!run.adapter.can.concurrentBatches) return false;
  const wish: unknown = node.config.concurrent_batches ?? null;
  if (typeof wish === "boolean") return wish;
  return !namesOf(parseTemplate(node.raw_code, node.original_file_path)).has("this");
}

/** Takes the batches from first to last; workers without work of their own take the next ones at the same time. */
async function runAll(
  parts: readonly Part[],
  run: (part: Part, turn: Turn) => Promise<void>,
  turn: Turn,
): Promise<void> {
  const waiting = [...parts];
  const helping = new Set<Promise<void>>();
  const help = async (part: Part, borrowed: BorrowedTurn): Promise<void> => {
    try {
      await run(part, borrowed.turn);
    } finally {
      borrowed.giveBack();
    }
  };
  for (let own = waiting.shift(); own !== undefined; own = waiting.shift()) {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const borrowed = await turn.borrow();
      if (borrowed === undefined) break;
      waiting.shift();
      const helped = help(next, borrowed).finally(() => helping.delete(helped));
      helping.add(helped);
    }
    await run(own, turn);
  }
  await Promise.all(helping);
}

/** Whether other batches run at the same time; `again`: they did when this one was tried before. */
type Company = "alone" | "with others" | "again";

/**
 * Runs one batch as a transaction of its own, and tells of it.
 * @returns undefined when another batch was in the way
 */
async function endOf(
  work: NodeWork,
  node: Model,
  turn: Turn,
  part: Part & { readonly incremental: boolean; readonly company: Company },
): Promise<BatchEnd | undefined> {
  const { threadId: thread, session } = turn;
  const startedAt = now();
  const { index, total, incremental, company } = part;
  const event = { node, batch: batchName(part.batch.start, part.size), index, total, thread };
  if (company !== "again") work.emit({ type: "batch-started", ...event, at: startedAt });
  const thrown = await attempt(() => runBatch(work, node, turn, part, incremental));
  if (session.inTransaction) await session.rollback();
  if (company === "with others" && has(thrown, "SQL_CONFLICT")) return undefined;
  const at = now();
  const status = thrown === undefined ? "success" : "error";
  work.emit({ type: "batch-finished", ...event, at, status, seconds: (at - startedAt) / 1000 });
  return { part, thrown };
}

function skip(
  work: NodeWork,
  node: Model,
  { threadId: thread }: Turn,
  part: Part,
  thrown: unknown,
): BatchEnd {
  const { index, total } = part;
  const batch = batchName(part.batch.start, part.size);
  const event = { type: "batch-finished", node, batch, index, total, thread } as const;
  work.emit({ ...event, at: now(), status: "skipped", seconds: 0 });
  return { part, thrown };
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
