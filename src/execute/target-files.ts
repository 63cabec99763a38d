/** Writes files below the target folder: texts of nodes as they come, artifacts at once or not at all. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { targetNotWritable } from "../core/problems/execute.ts";
import { uniqueId } from "../core/unique-id.ts";
import { createByteWriter } from "../project/parse/cache/byte-writer.ts";

export interface TargetFiles {
  /** Writes a file; its folders are made when they are missing. */
  write(path: string, text: string): void;
  /** The same, but a reader sees the old file or the new one, never a part. */
  replace(path: string, parts: Iterable<string | Uint8Array>): void;
}

/** Looking is much cheaper than writing, and most files of a run are those of the run before. */
function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") === text;
  } catch {
    return false;
  }
}

/** Piece by piece, so that a large file is never in memory as a whole. */
function writeParts(file: string, parts: Iterable<string | Uint8Array>): void {
  const handle = openSync(file, "w");
  try {
    const writer = createByteWriter(handle);
    for (const part of parts) writer.add(part);
    writer.flush();
  } finally {
    closeSync(handle);
  }
}

/** @param projectDir the folder that relative paths start at */
export function createTargetFiles(projectDir: string): TargetFiles {
  const known = new Set<string>();
  /** Folders that were not there before: no file of an earlier run can be in them. */
  const fresh = new Set<string>();
  const prepare = (path: string): string => {
    const file = resolve(projectDir, path);
    const folder = dirname(file);
    if (!known.has(folder) && mkdirSync(folder, { recursive: true }) !== undefined)
      fresh.add(folder);
    known.add(folder);
    return file;
  };
  const isWritten = (file: string, text: string): boolean =>
    !fresh.has(dirname(file)) && holds(file, text);
  const guarded = (path: string, work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      throw targetNotWritable(
        path,
        thrown instanceof Error ? thrown.message : String(thrown),
        thrown,
      );
    }
  };
  return {
    write: (path, text) =>
      guarded(path, () => {
        const file = prepare(path);
        if (!isWritten(file, text)) writeFileSync(file, text);
      }),
    replace: (path, parts) =>
      guarded(path, () => {
        const file = prepare(path);
        // Two runs on one project may write at the same time.
        const temporary = `${file}.${uniqueId().slice(0, 8)}.tmp`;
        try {
          writeParts(temporary, parts);
          renameSync(temporary, file);
        } catch (thrown) {
          rmSync(temporary, { force: true });
          throw thrown;
        }
      }),
  };
}
