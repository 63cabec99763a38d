/**
 * Keeps portions ready while the database works on those before: read, and their rows made. One read is under way at
 * most and few portions are ready, which bounds memory.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { BatchLimits } from "../stream.ts";
import type { FilledPortion, PortionFiller } from "./portion-filler.ts";

export interface ReadAheadOptions {
  /** @param isIdle whether somebody waits for a portion: then one that does not fill is closed in time */
  readonly fillerFor: (isIdle: () => boolean) => PortionFiller;
  /** Does what can be done with the portion before its turn. Never fails. */
  readonly prepare: (portion: FilledPortion) => Promise<void>;
}

export interface ReadAhead {
  readonly filler: PortionFiller;
  /**
   * The next portion; an empty one when nothing came for a while.
   * @throws OffsetGone, and whatever the source throws, once what was read before is taken
   */
  next(): Promise<FilledPortion>;
  /** The next portion without taking it; undefined when no record of it comes within so many milliseconds. */
  peek(withinMs: number): Promise<FilledPortion | undefined>;
  /** Waits for the read that is under way. */
  settled(): Promise<void>;
}

/** How many portions may be ready: what is made while DuckDB commits a whole batch, which takes as long. */
const readyAtMost = 8;
/** An eighth of a row group of DuckDB's, which is what a batch has at most unless the stream says otherwise. */
const portionRows = 15_360;
const portionBytes = 8 * 1024 * 1024;

/** The limits of a portion: equal parts of what a batch may have. */
export function portionLimits(limits: BatchLimits): BatchLimits {
  const parts = Math.ceil(limits.maxRows / portionRows);
  return {
    ...limits,
    maxRows: Math.floor(limits.maxRows / parts),
    maxBytes: Math.min(limits.maxBytes, portionBytes),
  };
}

export function createReadAhead({ fillerFor, prepare }: ReadAheadOptions): ReadAhead {
  let isAwaited = false;
  const filler = fillerFor(() => isAwaited);
  const ready: FilledPortion[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  let underWay: Promise<void> | undefined;
  let isMaking = false;

  async function make(): Promise<void> {
    try {
      const portion = await filler.next();
      isMaking = true;
      if (portion.blocks.length > 0) await prepare(portion);
      ready.push(portion);
    } catch (thrown) {
      failure = { thrown };
    }
    isMaking = false;
    underWay = undefined;
    // What is not full was all there is for now.
    if (ready.length < readyAtMost && ready.at(-1)?.isFull === true) goOn();
  }

  function goOn(): void {
    if (failure === undefined) underWay ??= make();
  }

  async function awaited(work: Promise<unknown> | undefined): Promise<void> {
    isAwaited = true;
    await work;
    isAwaited = false;
  }

  return {
    filler,
    async next() {
      while (ready.length === 0) {
        if (failure !== undefined) {
          const { thrown } = failure;
          failure = undefined;
          throw thrown;
        }
        goOn();
        await awaited(underWay);
      }
      const portion = ready.shift()!;
      goOn();
      return portion;
    },
    async peek(withinMs) {
      if (ready.length === 0) {
        goOn();
        await awaited(Promise.race([underWay, pause(withinMs, undefined, { ref: false })]));
        if (ready.length === 0 && (isMaking || filler.isFilling)) await awaited(underWay);
      }
      return ready[0];
    },
    async settled() {
      await underWay;
    },
  };
}
