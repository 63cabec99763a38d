/** Where a stream begins, and whether what it goes on with is still the same topic. */
import {
  streamDataLost,
  streamDiverged,
  streamRecreated,
  streamStartUnknown,
} from "../../core/problems/loading.ts";
import type { LedgerState } from "../landing.ts";
import { digestOf } from "../record-digest.ts";
import type { Positions, RecordSource, SourceState } from "../record-source.ts";
import { OffsetGone, type SourceDiverged } from "../record-source.ts";
import type { Stream } from "../stream.ts";

/**
 * The first positions of a stream, or of partitions that came since.
 * @throws Problem when the start names a partition that is not there
 */
export async function startPositions(
  stream: Stream,
  source: RecordSource,
  { partitions }: SourceState,
): Promise<Positions> {
  const { start } = stream;
  switch (start.at) {
    case "earliest":
      return new Map(partitions.map(({ partition, earliest }) => [partition, earliest]));
    case "latest":
      return new Map(partitions.map(({ partition, latest }) => [partition, latest]));
    case "timestamp": {
      const found = await source.offsetsAt(start.timestamp);
      return new Map(
        partitions.map(({ partition, latest }) => [partition, found.get(partition) ?? latest]),
      );
    }
    case "offsets": {
      const given = new Map(Object.entries(start.offsets).map(([key, at]) => [Number(key), at]));
      for (const partition of given.keys())
        if (!partitions.some((each) => each.partition === partition))
          throw streamStartUnknown(stream.name, partition, stream.at);
      return new Map(
        partitions.map(({ partition, earliest }) => [partition, given.get(partition) ?? earliest]),
      );
    }
  }
}

/** Partitions that the ledger does not know: they are read from their beginning, whatever the stream's start. */
export const newPartitions = (known: Positions, { partitions }: SourceState): Positions =>
  new Map(
    partitions
      .filter(({ partition }) => !known.has(partition))
      .map(({ partition, earliest }) => [partition, earliest]),
  );

/** What has become of the topic since the last batch. */
export type Continuity =
  | { readonly kind: "same" }
  | { readonly kind: "another"; readonly problem: Error };

const same: Continuity = { kind: "same" };

/** Compares what the ledger remembers of the topic with the topic: its id, its ends, the last record of each partition. */
export async function continuityOf(
  stream: Stream,
  source: RecordSource,
  ledger: LedgerState,
  state: SourceState,
): Promise<Continuity> {
  const { sourceIncarnation: before, positions } = ledger;
  if (positions === undefined) return same;
  if (before !== null && state.incarnation !== null && before !== state.incarnation)
    return { kind: "another", problem: streamRecreated(stream.name, stream.topic, stream.at) };
  for (const { partition, latest } of state.partitions) {
    const next = positions.get(partition) ?? 0;
    if (next > latest && (await hasEnded(source, next, partition)))
      return another(stream, partition, next, `it ends at ${latest} now`);
  }
  return await sameRecords(stream, source, ledger, state);
}

/** The end may be that of the last stable record, behind which an open transaction holds back what was read before. */
async function hasEnded(source: RecordSource, next: number, partition: number): Promise<boolean> {
  try {
    await source.read(new Map([[partition, next]]), { maxBytes: 1, maxWaitMs: 0 });
    return false;
  } catch (thrown) {
    if (thrown instanceof OffsetGone) return thrown.wanted > thrown.latest;
    throw thrown;
  }
}

const another = (stream: Stream, partition: number, next: number, what: string): Continuity => ({
  kind: "another",
  problem: streamDiverged(stream.name, partition, next, what, stream.at),
});

/** The source itself has found out: it knows since when its log is another one. */
export const divergedFrom = (
  stream: Stream,
  { partition, position, divergesAt }: SourceDiverged,
): Continuity =>
  another(stream, partition, position, `the log was written anew from offset ${divergesAt} on`);

async function sameRecords(
  stream: Stream,
  source: RecordSource,
  { fingerprints, positions }: LedgerState,
  { partitions }: SourceState,
): Promise<Continuity> {
  for (const { partition, earliest, latest, isVerified } of partitions) {
    const last = fingerprints.get(partition);
    if (
      isVerified === true ||
      last === undefined ||
      last.offset < earliest ||
      last.offset >= latest
    )
      continue;
    const [block] = await source.read(new Map([[partition, last.offset]]), {
      maxBytes: 1,
      maxWaitMs: 1000,
    });
    const record = block?.records.find(({ offset }) => offset === last.offset);
    // Compaction may have taken it.
    if (record === undefined || digestOf(record) === last.digest) continue;
    const next = positions?.get(partition) ?? last.offset + 1;
    return another(stream, partition, next, `offset ${last.offset} holds another record now`);
  }
  return same;
}

/** The problem of a position that is not there: gone at the beginning, or cut off at the end. */
export const goneProblem = (stream: Stream, gone: OffsetGone) =>
  gone.wanted > gone.latest
    ? streamDiverged(
        stream.name,
        gone.partition,
        gone.wanted,
        `it ends at ${gone.latest} now`,
        stream.at,
      )
    : streamDataLost(stream.name, gone.partition, gone.wanted, gone.earliest, stream.at);
