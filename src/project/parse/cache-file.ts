/** Files that keep data between runs: a header and lines of JSON. A damaged file counts as none; writing is atomic. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Data } from "../../core/data.ts";
import { md5 } from "./checksum.ts";

export interface CacheFile<Header> {
  readonly header: Header;
  /** The lines after the header, not yet parsed. */
  readonly lines: readonly string[];
}

/**
 * Reads such a file; undefined when there is none that can be used.
 * @param format what the header's `format` has to be
 */
export function readCacheFile<Header extends { readonly format: string; readonly lines: number }>(
  path: string,
  format: string,
): CacheFile<Header> | undefined {
  try {
    const [first, ...lines] = readFileSync(path, "utf8").split("\n");
    const header = JSON.parse(first as string) as Header;
    return header.format === format && header.lines === lines.length
      ? { header, lines }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Writes such a file. Failing to is no harm: without it everything works, only slower. */
export function writeCacheFile(path: string, header: object, lines: readonly string[]): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const first = JSON.stringify({ ...header, lines: lines.length });
    const temporary = `${path}.${md5(first).slice(0, 8)}.tmp`;
    const file = openSync(temporary, "w");
    try {
      writeSync(file, first);
      for (const chunk of chunksOf(lines)) writeSync(file, chunk);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch {
    // See above.
  }
}

/** Lines put together to pieces that are worth a write, but not so large that they weigh in memory. */
function* chunksOf(lines: readonly string[]): Iterable<string> {
  let chunk = "";
  for (const line of lines) {
    chunk += `\n${line}`;
    if (chunk.length < 1_000_000) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}

/** True when JSON gives the data back as it is: no dates, no whole floats, no big integers. */
export function survivesJson(value: unknown): boolean {
  if (typeof value === "bigint" || value === undefined) return false;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(survivesJson);
  if ("toJSON" in value) return false;
  for (const key of Object.keys(value)) {
    if (!survivesJson((value as Record<string, Data>)[key])) return false;
  }
  return true;
}
