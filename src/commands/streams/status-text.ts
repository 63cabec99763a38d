/** The status of streams as text for a terminal. Pure. */
import type { StreamView } from "./status.ts";

const count = (number: number): string => number.toLocaleString("en");
const time = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace("T", " ").slice(0, 19);

/** @param now milliseconds since 1970 */
export const statusText = (views: readonly StreamView[], now: number): string =>
  views.map((view) => streamText(view, now)).join("\n\n");

function streamText(view: StreamView, now: number): string {
  if (!view.loaded) return `${view.stream}\n  never loaded`;
  const newest = Math.max(-1, ...view.partitions.map(({ lastRecordAt }) => lastRecordAt ?? -1));
  const age = newest < 0 ? undefined : Math.max(0, Math.round((now - newest) / 1000));
  const letters = Object.entries(view.deadLetters);
  const lines = [
    view.stream,
    `  loader      ${view.leaseExpiresAt > now ? view.owner : "none"} (epoch ${view.epoch})`,
    `  behind      ${behindText(view)}${age === undefined ? "" : `, newest row is ${count(age)} s old`}`,
    `  watermark   ${view.watermark === undefined ? "none" : `${time(view.watermark)} UTC`}`,
    `  dead letters  ${letters.length === 0 ? "none" : letters.map(([code, number]) => `${count(number)} ${code}`).join(", ")}`,
    ...(view.gaps.length === 0 ? [] : [`  gaps        ${view.gaps.length}`]),
  ];
  return [...lines, "", ...partitionLines(view), "", ...batchLines(view)].join("\n");
}

/** A new file has its number once it is loaded, so files that wait are counted too. */
function behindText({ lag, unit }: StreamView): string {
  if (lag === undefined) return "unknown";
  const lags = Object.values(lag);
  const behind = lags.reduce((total, each) => total + each, 0);
  const files = lags.filter((each) => each > 0).length;
  const where = unit === "bytes" && files > 0 ? ` in ${files} file${files === 1 ? "" : "s"}` : "";
  return `${count(behind)} ${unit}${where}`;
}

/** As many as fit a screen. */
const fewPartitions = 20;

function partitionLines({ partitions, lag }: StreamView): string[] {
  const rows = partitions
    .slice(0, fewPartitions)
    .map(({ partition, next, topic }) => [
      String(partition),
      count(next),
      lag === undefined ? "?" : count(lag[partition] ?? 0),
      topic,
    ]);
  const more = partitions.length - rows.length;
  return [
    ...table(["partition", "next", "behind", "topic"], rows),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
  ];
}

function batchLines({ batches }: StreamView): string[] {
  if (batches.length === 0) return ["  no batches yet"];
  const rows = batches.map(({ batchId, kind, rows: landed, dlq, startedAt, committedAt }) => [
    String(batchId),
    kind,
    count(landed),
    count(dlq),
    `${count(committedAt - startedAt)} ms`,
    time(committedAt),
  ]);
  return table(["batch", "kind", "rows", "dlq", "took", "committed (UTC)"], rows);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return [header, ...rows].map((row) =>
    `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd(),
  );
}
