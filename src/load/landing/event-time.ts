/** Event time: the latest of each partition, rows from the future, late rows, and the watermark. */
import { type AppendCell, cellReader } from "../../adapters/append.ts";
import { type Ledger, millisecondsOf, queryRows } from "../ledger/ledger.ts";
import type { EventTime, Stream } from "../stream.ts";
import type { BatchColumns } from "./batch-columns.ts";
import { dayMicros } from "./moments.ts";
import type { Shape } from "./shape.ts";

/** The event times of a batch, in milliseconds since 1970. */
export interface EventTimes {
  /** By row; null where the event says no time, or one that lies too far in the future. */
  readonly byRow: readonly (number | null)[];
  readonly latestByPartition: ReadonlyMap<number, number>;
}

const none: EventTimes = { byRow: [], latestByPartition: new Map() };

/**
 * Finds the event times of the rows, and flags those from the future.
 * @param now milliseconds since 1970
 */
export function eventTimesOf(
  { eventTime }: Stream,
  { columns }: Shape,
  batch: BatchColumns,
  now: number,
): EventTimes {
  if (eventTime === undefined) return none;
  const index = columns.findIndex(({ name }) => name === eventTime.column);
  const cells = batch.values[index]?.cells;
  if (cells === undefined || "bytes" in cells) return none;
  const cellOf = cellReader(cells);
  const { kind } = columns[index]!.type;
  const limit = now + eventTime.maxSkewMs;
  const latestByPartition = new Map<number, number>();
  const byRow = batch.offsets.map((_, row) => {
    const cell = cellOf(row);
    const time = cell === null ? null : millisecondsIn(cell, kind);
    if (time === null) return null;
    if (time > limit) {
      batch.flags[row] = withFlag(batch.flags[row], "FUTURE_EVENT_TIME");
      return null;
    }
    const partition = batch.partitions[row]!;
    if (time > (latestByPartition.get(partition) ?? Number.NEGATIVE_INFINITY))
      latestByPartition.set(partition, time);
    return time;
  });
  return { byRow, latestByPartition };
}

/** The latest of all partitions, if any has one. */
export const latestOf = (byPartition: ReadonlyMap<number, number>): number | undefined =>
  byPartition.size === 0 ? undefined : Math.max(...byPartition.values());

/** Integers are milliseconds. */
function millisecondsIn(cell: NonNullable<AppendCell>, kind: string): number | null {
  if (typeof cell !== "number" && typeof cell !== "bigint") return null;
  switch (kind) {
    case "date":
      return (Number(cell) * dayMicros) / 1000;
    case "timestamp":
    case "timestamptz":
      return Math.floor(Number(cell) / 1000);
    default:
      return Number(cell);
  }
}

/**
 * Flags the rows that are older than the watermark, so that models can leave them out whenever they are built.
 * @returns how many
 */
export function flagLate(
  { byRow }: EventTimes,
  { flags }: BatchColumns,
  watermark: number | undefined,
): number {
  if (watermark === undefined) return 0;
  let late = 0;
  for (const [row, time] of byRow.entries()) {
    if (time === null || time >= watermark) continue;
    flags[row] = withFlag(flags[row], "LATE");
    late += 1;
  }
  return late;
}

const withFlag = (flags: AppendCell | undefined, flag: string): string =>
  flags ? `${flags},${flag}` : flag;

/**
 * The watermark behind the batch: the least of the latest event times of partitions that are not idle, less the allowed
 * lateness. It never goes back.
 * @param moved the partitions of the batch
 */
export async function watermarkAfter(
  { session }: Ledger,
  stream: string,
  eventTime: EventTime,
  batch: {
    readonly incarnation: number;
    readonly latestByPartition: ReadonlyMap<number, number>;
    readonly moved: readonly number[];
    readonly before: number | undefined;
    readonly now: number;
  },
): Promise<number | undefined> {
  const { incarnation, latestByPartition, moved, before, now } = batch;
  const rows = await queryRows(
    session,
    `select "partition", ${millisecondsOf("max_event_time")}, ${millisecondsOf("moved_at")}
     from _tsdbt.stream_offsets where stream = $1 and incarnation = $2`,
    [stream, incarnation],
  );
  let least = Number.POSITIVE_INFINITY;
  for (const [partition, latest, movedAt] of rows) {
    const isActive =
      moved.includes(Number(partition)) || Number(movedAt) > now - eventTime.idleTimeoutMs;
    if (!isActive) continue;
    const here = latestByPartition.get(Number(partition)) ?? Number.NEGATIVE_INFINITY;
    const known = latest === null ? Number.NEGATIVE_INFINITY : Number(latest);
    least = Math.min(least, Math.max(here, known));
  }
  if (!Number.isFinite(least)) return before;
  return Math.max(least - eventTime.allowedLatenessMs, before ?? Number.NEGATIVE_INFINITY);
}
