/** Where a replay begins and ends, as the command line says it. */
import { replayOffsetInvalid, replayPositionMissing } from "../../core/problems/stream.ts";
import type { Positions } from "../../load/record-source.ts";

export interface ReplayOptions {
  /** ISO 8601. */
  readonly fromTimestamp: string | undefined;
  /** Each `partition:offset`. */
  readonly fromOffsets: readonly string[];
  /** One moment, or `partition:offset` for each partition, the first that stays as it is; empty: the end. */
  readonly to: readonly string[];
}

/** A moment, in milliseconds since 1970, or offsets by partition. */
export type Place = { readonly timestamp: number } | { readonly offsets: Positions };

/** @throws Problem REPLAY_POSITION_MISSING, REPLAY_POSITION_INVALID */
export function placeOf({ fromTimestamp, fromOffsets, to }: ReplayOptions): {
  readonly from: Place;
  readonly to: Place | undefined;
} {
  const end = to.length === 0 ? undefined : endOf(to);
  if (fromTimestamp !== undefined) return { from: momentOf(fromTimestamp), to: end };
  if (fromOffsets.length === 0) throw replayPositionMissing();
  return { from: pairsOf(fromOffsets), to: end };
}

function endOf(texts: readonly string[]): Place {
  const [only = "", second] = texts;
  return second === undefined && !isPair(only) ? momentOf(only) : pairsOf(texts);
}

const pair = /^(\d+):(\d+)$/;
const isPair = (text: string): boolean => pair.test(text);

function momentOf(text: string): Place {
  const timestamp = Date.parse(text);
  if (Number.isNaN(timestamp)) throw replayOffsetInvalid(text);
  return { timestamp };
}

function pairsOf(texts: readonly string[]): Place {
  const pairs = texts.map((text): readonly [number, number] => {
    const [, partition, offset] = pair.exec(text) ?? [];
    if (partition === undefined || offset === undefined) throw replayOffsetInvalid(text);
    return [Number(partition), Number(offset)];
  });
  return { offsets: new Map(pairs) };
}
