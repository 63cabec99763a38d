/** What `--sample` keeps: the last so many hours, days, months or years, or the time between two moments. */
import { sampleInvalid } from "../../core/problems/execute.ts";
import type { TimeRange } from "../context/run-state.ts";
import { batchSizes, offset, parseMoment } from "./batches.ts";

const relative = /^\s*(\d+)\s+(\w+?)s?\s*$/i;
const between = /["']?(start|end)["']?\s*:\s*["']?([^"',}]+)["']?/g;

/**
 * Reads `3 days` or `{'start': '2026-01-01', 'end': '2026-02-01'}`.
 * @throws Problem when it is neither
 */
export function sampleRange(text: string, now: number): TimeRange {
  const [, count, unit] = relative.exec(text) ?? [];
  const size = batchSizes.find((known) => known === unit?.toLowerCase());
  if (count !== undefined && size !== undefined)
    return { start: pythonText(offset(now, size, -Number(count))), end: pythonText(now) };
  const ends = new Map([...text.matchAll(between)].map(([, key, value]) => [key, value]));
  const [start, end] = ["start", "end"].map((key) => parseMoment(ends.get(key) ?? ""));
  if (start === undefined || end === undefined) throw sampleInvalid(text);
  return { start: pythonText(start), end: pythonText(end) };
}

/** As `str(datetime)` in UTC writes it. */
function pythonText(time: number): string {
  const [day, clock = ""] = new Date(time).toISOString().slice(0, -1).split("T");
  const text = clock.endsWith(".000") ? clock.slice(0, 8) : `${clock}000`;
  return `${day} ${text}+00:00`;
}
