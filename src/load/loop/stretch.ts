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
import { portionsAfter } from "./batch-portions.ts";
import type { Run } from "./loop.ts";
import { createPortionFiller, type FilledPortion } from "./portion-filler.ts";
import { createReadAhead, portionLimits } from "./read-ahead.ts";
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

const nothing: FilledPortion = { blocks: [], rows: 0, bytes: 0, isFull: false };

export function createStretch(options: StretchOptions): Stretch {
  const { run, source, state: first, signal } = options;
  const { stream, now, drain } = run;
  const ahead = createReadAhead({
    fillerFor: (isIdle) =>
      createPortionFiller({ source, limits: portionLimits(stream.limits), signal, isIdle, now }),
    prepare: async ({ blocks }) => await run.target.prepare?.(blocks),
  });
  const { filler } = ahead;
  filler.seek(options.positions);
  const landed = new Map(options.positions);
  let lookedAt = now();
  const upkeep = createUpkeep(run);

  const move = (positions: Positions): void => {
    filler.move(positions);
    for (const [partition, offset] of positions) landed.set(partition, offset);
  };
  const isDrained = () =>
    drain &&
    first.partitions.every(({ partition, latest }) => (landed.get(partition) ?? 0) >= latest);

  async function land(portion: FilledPortion): Promise<void> {
    if (portion.blocks.length === 0) return await run.target.idle?.();
    const next = portionsAfter(portion, { ahead, limits: stream.limits, signal });
    await landBatch(run, portion, next, landed);
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

  async function nextPortion(): Promise<FilledPortion> {
    try {
      return await ahead.next();
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
        await land(await nextPortion());
        if (await look()) return "again";
        if (!drain) await upkeep();
      }
      if (drain && !signal.aborted) await upkeep();
      return "done";
    },
    settled: () => settledSoon(ahead.settled()),
  };
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

async function landBatch(
  run: Run,
  first: FilledPortion,
  portionAfter: () => Promise<FilledPortion | undefined>,
  landed: Map<number, number>,
): Promise<void> {
  const startedAt = run.now();
  let newest = newestOf(first.blocks);
  const more = async (): Promise<FilledPortion["blocks"] | undefined> => {
    const blocks = (await portionAfter())?.blocks;
    if (blocks !== undefined) newest = Math.max(newest, newestOf(blocks));
    return blocks;
  };
  const batch = await run.target.land(first.blocks, more, (holds) => checkRatio(run, holds));
  const at = run.now();
  run.ratio.landed({ at, records: batch.fetched, rejected: batch.dlq });
  run.backoff.reset();
  run.doubts = 0;
  for (const [partition, [, to]] of batch.ranges) landed.set(partition, to);
  run.observe({
    type: "landed",
    batch,
    positions: landed,
    seconds: (at - startedAt) / 1000,
    newest: newest < 0 ? undefined : newest,
  });
}

/** Milliseconds since 1970; −1 where records have no time. */
const newestOf = (blocks: FilledPortion["blocks"]): number =>
  Math.max(-1, ...blocks.map(({ records }) => records.at(-1)?.timestamp ?? -1));

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
