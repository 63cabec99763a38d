/** Writes what was observed of streams as Prometheus reads it. */
import { type Counter, counters, type Observed } from "./observed.ts";

/** Labels are names of the user's: quotes, backslashes and line ends are escaped. */
const label = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

/**
 * Lines of Prometheus's text format, version 0.0.4.
 * @param observed by stream
 * @param now milliseconds since 1970
 */
export function metricsPage(observed: ReadonlyMap<string, Observed>, now: number): string[] {
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
