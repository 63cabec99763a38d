/** What was observed of a running stream: counts since the process began, and where it stands. */
import type { StreamEvent } from "../../load/loop/loop.ts";
import type { Positions, SourceState } from "../../load/record-source.ts";

/** Upper bounds of a histogram's buckets, in seconds and in rows. */
const secondBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const rowBounds = [1, 10, 100, 1_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000];

interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum: number;
  count: number;
}

const histogram = (bounds: readonly number[]): Histogram => ({
  bounds,
  counts: bounds.map(() => 0),
  sum: 0,
  count: 0,
});

const observe = (into: Histogram, value: number): void => {
  into.sum += value;
  into.count += 1;
  for (const [index, bound] of into.bounds.entries())
    if (value <= bound) into.counts[index] = (into.counts[index] ?? 0) + 1;
};

export const counters = {
  batches: "Batches that were committed.",
  rows: "Rows that were landed.",
  records: "Records that were read.",
  bytes: "Bytes of keys and values that were read.",
  dlq: "Records in the dead-letter table.",
  tombstones: "Tombstones among the rows.",
  dropped: "Records left out by rule.",
  duplicates: "Rows left out because their key was there.",
  late: "Rows older than the watermark.",
  skipped: "Offsets without a record.",
  gap_records: "Records that were gone before they were read.",
  retries: "Attempts that failed and were made again.",
  schema_changes: "Columns that were added or changed, and fields seen for the first time.",
} as const;

export type Counter = keyof typeof counters;

/** Moments are milliseconds since 1970. */
export interface Observed {
  readonly counts: Record<Counter, number>;
  readonly seconds: Histogram;
  readonly batchRows: Histogram;
  positions: Positions;
  state: SourceState | undefined;
  newest: number | undefined;
  eventTime: number | undefined;
  watermark: number | undefined;
  epoch: number | undefined;
  status: "starting" | "running" | "waiting";
  waitsFor: string | undefined;
  /** By partition: where an open transaction holds back what follows, and since when that was seen. */
  stalls: ReadonlyMap<number, { readonly latest: number; readonly since: number }>;
}

export const newObserved = (): Observed => ({
  counts: Object.fromEntries(Object.keys(counters).map((name) => [name, 0])) as never,
  seconds: histogram(secondBounds),
  batchRows: histogram(rowBounds),
  positions: new Map(),
  state: undefined,
  newest: undefined,
  eventTime: undefined,
  watermark: undefined,
  epoch: undefined,
  status: "starting",
  waitsFor: undefined,
  stalls: new Map(),
});

/** @param now milliseconds since 1970 */
export function noteEvent(known: Observed, event: StreamEvent, now: number): void {
  switch (event.type) {
    case "ready":
      known.positions = event.positions;
      noteState(known, event.state, now);
      known.status = "running";
      known.waitsFor = undefined;
      break;
    case "looked":
      noteState(known, event.state, now);
      break;
    case "trouble":
      known.counts.retries += 1;
      known.status = "waiting";
      known.waitsFor = event.problem.message;
      break;
    case "skipped":
      known.counts.gap_records += event.to - event.from;
      break;
    case "landed":
      noteLanded(known, event);
      break;
  }
}

function noteState(known: Observed, state: SourceState, now: number): void {
  known.state = state;
  const stalls = state.partitions.flatMap(({ partition, latest, written = latest }) => {
    if (written <= latest) return [];
    const before = known.stalls.get(partition);
    const since = before?.latest === latest ? before.since : now;
    return [[partition, { latest, since }] as const];
  });
  known.stalls = new Map(stalls);
}

function noteLanded(known: Observed, event: Extract<StreamEvent, { type: "landed" }>): void {
  const { batch, seconds } = event;
  const { counts } = known;
  counts.batches += 1;
  counts.records += batch.fetched;
  for (const name of ["rows", "bytes", "dlq", "tombstones", "dropped", "skipped"] as const)
    counts[name] += batch[name];
  counts.duplicates += batch.duplicates;
  counts.late += batch.late;
  counts.schema_changes += batch.schemaChanges.length;
  observe(known.seconds, seconds);
  observe(known.batchRows, batch.rows);
  known.positions = event.positions;
  known.newest = event.newest ?? known.newest;
  known.eventTime = Math.max(batch.maxEventTime ?? 0, known.eventTime ?? 0) || undefined;
  known.watermark = batch.watermark ?? known.watermark;
  known.epoch = batch.epoch;
}
