/** One stretch of the loop: from positions that the ledger knows to the end, or to the first failure. */
import { setTimeout as pause } from "node:timers/promises";
import { streamDlqRatio } from "../../core/problems/loading.ts";
import type { LandedBatch } from "../landing.ts";
import {
  OffsetGone,
  type Positions,
  type RecordSource,
  type SourceState,
} from "../record-source.ts";
import { type Batch, type BatchFiller, createBatchFiller } from "./batch-filler.ts";
import type { Run } from "./loop.ts";
import { goneProblem, newPartitions } from "./start.ts";

export interface StretchOptions {
  readonly run: Run;
  readonly source: RecordSource;
  /** What the source held at the beginning: with `drain`, all there is to read. */
  readonly state: SourceState;
  readonly positions: Positions;
  readonly signal: AbortSignal;
}

export interface Stretch {
  /** @returns `again` when the topic may be another one */
  run(): Promise<"done" | "again">;
  /** Waits for the read that is under way. */
  settled(): Promise<void>;
}

/** How often the source is asked what it holds, in milliseconds. */
const lookEvery = 10_000;
/** How often old rows are removed, in milliseconds. */
const upkeepEvery = 10 * 60_000;
/** How long a read that does not end is waited for, in milliseconds. */
const settleWithin = 2_000;

const nothing: Batch = { blocks: [], rows: 0, bytes: 0 };

export function createStretch(options: StretchOptions): Stretch {
  const { run, source, state: first, signal } = options;
  const { stream, now, drain } = run;
  let isIdle = true;
  const filler = createBatchFiller({
    source,
    limits: stream.limits,
    signal,
    isIdle: () => isIdle,
    now,
  });
  filler.seek(options.positions);
  const landed = new Map(options.positions);
  let lookedAt = now();
  const upkeep = createUpkeep(run);
  let pending: Promise<Batch> = Promise.resolve(nothing);

  const move = (positions: Positions): void => {
    filler.move(positions);
    for (const [partition, offset] of positions) landed.set(partition, offset);
  };
  const isDrained = () =>
    drain &&
    first.partitions.every(({ partition, latest }) => (landed.get(partition) ?? 0) >= latest);

  async function land(batch: Batch): Promise<void> {
    if (batch.blocks.length === 0) return await run.target.idle?.();
    isIdle = false;
    await landBatch(run, batch, landed);
    isIdle = true;
    await source.noteCommitted?.(landed);
  }

  async function look(): Promise<boolean> {
    if (now() - lookedAt < lookEvery && source.partitionsChanged?.() !== true) return false;
    const state = await source.state();
    lookedAt = now();
    run.observe({ type: "looked", state });
    if (state.incarnation !== first.incarnation) return true;
    const added = newPartitions(landed, state);
    if (added.size > 0) await addPartitions(run, state, added);
    move(added);
    return false;
  }

  async function nextBatch(): Promise<Batch> {
    try {
      return await pending;
    } catch (thrown) {
      if (signal.aborted) return nothing;
      if (!(thrown instanceof OffsetGone)) throw thrown;
      move(await skipGap(run, thrown));
      return nothing;
    }
  }

  return {
    async run() {
      while (!signal.aborted && !isDrained()) {
        const batch = await nextBatch();
        pending = readAhead(filler, run);
        pending.catch(() => undefined);
        await land(batch);
        if (await look()) return "again";
        if (!drain) await upkeep();
      }
      if (drain && !signal.aborted) await upkeep();
      return "done";
    },
    settled: () => settledSoon(pending),
  };
}

/** The next batch, and as much of the work on it as can be done before its turn. */
async function readAhead(filler: BatchFiller, { target }: Run): Promise<Batch> {
  const batch = await filler.next();
  if (batch.blocks.length > 0) await target.prepare?.(batch.blocks);
  return batch;
}

/** Removes old rows now and then; a drain does it once, at its end. */
function createUpkeep({ target, now, drain }: Run): () => Promise<void> {
  let keptAt = drain ? Number.NEGATIVE_INFINITY : now();
  return async () => {
    if (now() - keptAt < upkeepEvery) return;
    keptAt = now();
    await target.upkeep();
  };
}

async function settledSoon(pending: Promise<unknown>): Promise<void> {
  const limit = pause(settleWithin, undefined, { ref: false });
  await Promise.race([pending.catch(() => undefined), limit]);
}

async function landBatch(run: Run, { blocks }: Batch, landed: Map<number, number>): Promise<void> {
  const startedAt = run.now();
  const batch = await run.target.land(blocks, (holds) => checkRatio(run, holds));
  const at = run.now();
  run.ratio.landed({ at, records: batch.fetched, rejected: batch.dlq });
  run.backoff.reset();
  run.doubts = 0;
  for (const { partition, to } of blocks) landed.set(partition, to);
  const seconds = (at - startedAt) / 1000;
  run.observe({ type: "landed", batch, positions: landed, seconds, newest: newestOf(blocks) });
}

function newestOf(blocks: Batch["blocks"]): number | undefined {
  const times = blocks.flatMap(({ records }) => records.at(-1)?.timestamp ?? []);
  const newest = Math.max(-1, ...times);
  return newest < 0 ? undefined : newest;
}

/** @throws Problem when too much of the batch cannot be read */
function checkRatio({ ratio, stream, now }: Run, { fetched, dlq }: LandedBatch): void {
  const many = ratio.tooMany({ at: now(), records: fetched, rejected: dlq });
  if (many === undefined) return;
  throw streamDlqRatio(stream.name, many.rejected, many.records, stream.maxDlqRatio, stream.at);
}

/** Goes on behind records that are gone, where the stream allows it. */
async function skipGap({ stream, target, observe }: Run, gone: OffsetGone): Promise<Positions> {
  const { partition, wanted, earliest, latest } = gone;
  if (wanted > latest || stream.onDataLoss === "fail") throw goneProblem(stream, gone);
  await target.skip(partition, wanted, earliest);
  observe({ type: "skipped", partition, from: wanted, to: earliest });
  return new Map([[partition, earliest]]);
}

async function addPartitions({ target }: Run, state: SourceState, added: Positions): Promise<void> {
  const { incarnation } = await target.state();
  await target.start({
    incarnation,
    sourceIncarnation: state.incarnation,
    positions: state.partitions
      .filter(({ partition }) => added.has(partition))
      .map(({ partition, topic }) => ({ partition, topic, offset: added.get(partition) ?? 0 })),
  });
}
