/** Which portions share a transaction: full ones, as long as there are more at once and the batch may have them. */
import type { BatchLimits } from "../stream.ts";
import type { FilledPortion } from "./portion-filler.ts";
import type { ReadAhead } from "./read-ahead.ts";

export interface PortionsOptions {
  readonly ahead: ReadAhead;
  /** Of a batch. */
  readonly limits: BatchLimits;
  readonly signal: AbortSignal;
}

/** Gives the portions that belong to a batch behind its first, one a call; undefined when that was all. */
export function portionsAfter(
  first: FilledPortion,
  { ahead, limits, signal }: PortionsOptions,
): () => Promise<FilledPortion | undefined> {
  let { rows, bytes, isFull } = first;
  return async () => {
    if (!isFull || rows >= limits.maxRows || signal.aborted) return undefined;
    const next = await ahead.peek(limits.maxWaitMs);
    if (next === undefined || next.blocks.length === 0) return undefined;
    rows += next.rows;
    bytes += next.bytes;
    isFull = next.isFull;
    if (rows > limits.maxRows || bytes > limits.maxBytes) return undefined;
    return await ahead.next();
  };
}
