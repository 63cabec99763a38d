/** What is to be known of running streams, as Prometheus's text format, version 0.0.4. Counts since the process began. */
import type { StreamEvent } from "../../load/loop/loop.ts";
import type { Positions, SourceState } from "../../load/record-source.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";

export interface Metrics {
  note(stream: string, event: StreamEvent): void;
  /** The page. */
  text(): string;
  /** Whether every stream reads and writes. */
  isReady(): boolean;
  /** By stream: its state in a word, and what it waits for. */
  health(): Readonly<Record<string, { readonly state: string; readonly waitsFor?: string }>>;
}

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

const counters = {
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

type Counter = keyof typeof counters;

interface Observed {
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

const newObserved = (): Observed => ({
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
export function createMetrics(streams: readonly ConnectedStream[], now: () => number): Metrics {
  const observed = new Map(streams.map(({ stream }) => [stream.name, newObserved()]));
  return {
    note(stream, event) {
      const known = observed.get(stream);
      if (known !== undefined) noteEvent(known, event, now());
    },
    text: () => `${page(observed, now()).join("\n")}\n`,
    isReady: () => [...observed.values()].every(({ status }) => status === "running"),
    health: () =>
      Object.fromEntries(
        [...observed].map(([stream, { status, waitsFor }]) => [
          stream,
          { state: status, ...(waitsFor !== undefined && { waitsFor }) },
        ]),
      ),
  };
}

function noteEvent(known: Observed, event: StreamEvent, now: number): void {
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

/** Labels are names of the user's: quotes, backslashes and line ends are escaped. */
const label = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

function page(observed: ReadonlyMap<string, Observed>, now: number): string[] {
  const lines: string[] = [];
  const family = (
    name: string,
    type: "counter" | "gauge",
    help: string,
    value: (known: Observed) => number | undefined,
  ): void => {
    lines.push(`# HELP tsdbt_stream_${name} ${help}`, `# TYPE tsdbt_stream_${name} ${type}`);
    for (const [stream, known] of observed) {
      const found = value(known);
      if (found !== undefined) lines.push(`tsdbt_stream_${name}{stream=${label(stream)}} ${found}`);
    }
  };
  for (const [name, help] of Object.entries(counters))
    family(`${name}_total`, "counter", help, ({ counts }) => counts[name as Counter]);
  family("up", "gauge", "1 while the stream reads and writes.", ({ status }) =>
    status === "running" ? 1 : 0,
  );
  family("epoch", "gauge", "The lease's epoch.", ({ epoch }) => epoch);
  family("lag_seconds", "gauge", "Age of the newest row while there is more to read.", (known) =>
    lagOf(known) === 0 ? 0 : ageOf(known.newest, now),
  );
  family("event_time_lag_seconds", "gauge", "Age of the newest event time.", ({ eventTime }) =>
    ageOf(eventTime, now),
  );
  family("watermark_timestamp_seconds", "gauge", "The watermark, since 1970.", ({ watermark }) =>
    watermark === undefined ? undefined : watermark / 1000,
  );
  family(
    "lso_stall_seconds",
    "gauge",
    "How long an open transaction holds back records.",
    (known) => Math.max(0, ...[...known.stalls.values()].map(({ since }) => (now - since) / 1000)),
  );
  lines.push(...lagLines(observed));
  lines.push(
    ...histogramLines("batch_seconds", "Time of a batch's transaction.", observed, "seconds"),
  );
  lines.push(...histogramLines("batch_rows", "Rows of a batch.", observed, "batchRows"));
  return lines;
}

const ageOf = (moment: number | undefined, now: number): number | undefined =>
  moment === undefined ? undefined : Math.max(0, now - moment) / 1000;

const lagsOf = ({ state, positions }: Observed): readonly (readonly [number, number])[] =>
  (state?.partitions ?? []).map(({ partition, latest }) => [
    partition,
    Math.max(0, latest - (positions.get(partition) ?? 0)),
  ]);

const lagOf = (known: Observed): number => lagsOf(known).reduce((total, [, lag]) => total + lag, 0);

function lagLines(observed: ReadonlyMap<string, Observed>): string[] {
  const name = "tsdbt_stream_lag_offsets";
  const lines = [
    `# HELP ${name} Offsets between the position and the end, as last asked.`,
    `# TYPE ${name} gauge`,
  ];
  for (const [stream, known] of observed)
    for (const [partition, lag] of lagsOf(known))
      lines.push(`${name}{stream=${label(stream)},partition="${partition}"} ${lag}`);
  return lines;
}

function histogramLines(
  suffix: string,
  help: string,
  observed: ReadonlyMap<string, Observed>,
  key: "seconds" | "batchRows",
): string[] {
  const name = `tsdbt_stream_${suffix}`;
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  for (const [stream, known] of observed) {
    const { bounds, counts, sum, count } = known[key];
    const own = `stream=${label(stream)}`;
    for (const [index, bound] of bounds.entries())
      lines.push(`${name}_bucket{${own},le="${bound}"} ${counts[index]}`);
    lines.push(`${name}_bucket{${own},le="+Inf"} ${count}`);
    lines.push(`${name}_sum{${own}} ${sum}`, `${name}_count{${own}} ${count}`);
  }
  return lines;
}
