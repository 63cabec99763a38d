/** The last run as bars on lanes, one lane per thread. Pure geometry. */
import type { ArtifactNode, RunArtifacts, RunResult } from "./artifacts.ts";
import { niceStep } from "./scale.ts";

export interface TimelineBar {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  /** Percent of the run's length. */
  readonly left: number;
  readonly width: number;
  readonly lane: number;
  readonly seconds: number;
}

export interface Timeline {
  readonly lanes: number;
  readonly seconds: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly bars: readonly TimelineBar[];
  /** The nodes that took longest, the slowest first. */
  readonly slowest: readonly TimelineBar[];
}

const shownSlowest = 8;

export function timelineOf({ nodes, results }: RunArtifacts): Timeline {
  const byId = new Map(nodes.map((node) => [node.unique_id, node]));
  const spans = results.flatMap((result) => spanOf(result, byId.get(result.unique_id)));
  if (spans.length === 0) return { lanes: 0, seconds: 0, ticks: [], bars: [], slowest: [] };
  const start = Math.min(...spans.map((span) => span.start));
  const seconds = Math.max(0.001, Math.max(...spans.map((span) => span.end)) - start);
  const threads = [...new Set(spans.map((span) => span.thread))].sort();
  const bars = spans.map(({ result, node, ...span }) => ({
    id: result.unique_id,
    name: node?.name ?? result.unique_id,
    kind: node?.resource_type ?? "operation",
    status: result.status,
    left: (100 * (span.start - start)) / seconds,
    width: (100 * (span.end - span.start)) / seconds,
    lane: threads.indexOf(span.thread),
    seconds: span.end - span.start,
  }));
  const slowest = bars.toSorted((a, b) => b.seconds - a.seconds).slice(0, shownSlowest);
  return { lanes: threads.length, seconds, ticks: ticksOf(seconds), bars, slowest };
}

function spanOf(result: RunResult, node: ArtifactNode | undefined) {
  const times = result.timing.flatMap(({ started_at, completed_at }) =>
    started_at === null || completed_at === null
      ? []
      : [Date.parse(started_at) / 1000, Date.parse(completed_at) / 1000],
  );
  if (times.length === 0) return [];
  return [
    { result, node, thread: result.thread_id, start: Math.min(...times), end: Math.max(...times) },
  ];
}

function ticksOf(seconds: number) {
  const step = niceStep(seconds / 8);
  const count = Math.floor(seconds / step);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: (100 * index * step) / seconds,
    label: `${(index * step).toFixed(digits)} s`,
  }));
}
