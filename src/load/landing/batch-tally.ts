/** Counts what the portions of a batch hold, and where they leave the positions; the records themselves are let go. */
import type { Move } from "../ledger/positions.ts";
import { digestOf } from "../record-digest.ts";
import type { RecordBlock } from "../record-source.ts";
import type { BatchColumns } from "./batch-columns.ts";
import { type EventTimes, latestOf } from "./event-time.ts";

/** What became of the records of a portion. */
export interface AddedPortion {
  readonly columns: BatchColumns;
  readonly times: EventTimes;
  readonly told: readonly string[];
  readonly late: number;
}

export interface BatchTally {
  add(blocks: readonly RecordBlock[], added: AddedPortion): void;
  readonly counts: Readonly<Record<Count, number>>;
  /** What changed of the table, for people. */
  readonly told: readonly string[];
  /** Milliseconds since 1970. */
  readonly latestByPartition: ReadonlyMap<number, number>;
  /** The latest event time of all; undefined where no event said one. */
  latest(): number | undefined;
  partitions(): readonly number[];
  /** By partition, from where to where the portions go. */
  moves(): readonly Move[];
}

type Count = "fetched" | "rows" | "dlq" | "tombstones" | "dropped" | "late" | "skipped" | "bytes";

export function createTally(): BatchTally {
  const counts: Record<Count, number> = {
    fetched: 0,
    rows: 0,
    dlq: 0,
    tombstones: 0,
    dropped: 0,
    late: 0,
    skipped: 0,
    bytes: 0,
  };
  const told: string[] = [];
  const latestByPartition = new Map<number, number>();
  const moves = new Map<number, Move>();
  return {
    counts,
    told,
    latestByPartition,
    add(blocks, { columns, times, told: more, late }) {
      const { fetched, tombstones, dropped } = columns.counts;
      counts.fetched += fetched;
      counts.tombstones += tombstones;
      counts.dropped += dropped;
      counts.rows += columns.offsets.length;
      counts.dlq += columns.rejects.length;
      counts.late += late;
      told.push(...more);
      for (const [partition, time] of times.latestByPartition)
        latestByPartition.set(partition, Math.max(time, latestByPartition.get(partition) ?? time));
      for (const block of blocks) {
        counts.skipped += block.skipped;
        counts.bytes += block.bytes;
        moves.set(block.partition, movedBy(block, moves.get(block.partition)));
      }
    },
    latest: () => latestOf(latestByPartition),
    partitions: () => [...moves.keys()],
    moves: () =>
      [...moves.values()].map((move) => ({
        ...move,
        maxEventTime: latestByPartition.get(move.partition),
      })),
  };
}

function movedBy({ partition, from, to, records }: RecordBlock, known: Move | undefined): Move {
  if (known !== undefined && known.to !== from)
    throw new Error(`Bug: block of partition ${partition} begins at ${from}, not ${known.to}`);
  const record = records.at(-1);
  const last = record && {
    offset: record.offset,
    digest: digestOf(record),
    timestamp: record.timestamp,
  };
  return {
    partition,
    from: known?.from ?? from,
    to,
    last: last ?? known?.last,
    maxEventTime: undefined,
  };
}
