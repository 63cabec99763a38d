/** How far a file can be read: the end of its last whole line. Looks from behind, so that size does not matter. */
import { closeSync } from "node:fs";
import type { FoundFile } from "./find-files.ts";
import type { Framing } from "./line-framing.ts";
import { openFile, readBytes } from "./read-block.ts";

/** @param settled the file has not changed for so long that its last line counts as written */
export function lastRecordEnd(file: FoundFile, framing: Framing, settled: boolean): number {
  if (framing.takesUnended && settled) return file.size;
  const handle = openFile(file);
  try {
    for (let length = 64 * 1024; ; length *= 4) {
      const start = Math.max(0, file.size - length);
      const bytes = readBytes(handle, start, file.size - start);
      const feed = bytes.lastIndexOf(0x0a);
      if (feed < 0 && start > 0) continue;
      const isWhole = framing.isWhole(bytes.subarray(feed + 1));
      return isWhole ? file.size : start + feed + 1;
    }
  } finally {
    closeSync(handle);
  }
}
