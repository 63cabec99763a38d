/** Writes files below the target folder: texts of nodes as they come, artifacts at once or not at all. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { targetNotWritable } from "../core/problems/execute.ts";
import { uniqueId } from "../core/unique-id.ts";
import { createByteWriter } from "../project/parse/cache/byte-writer.ts";
import { readTextFile } from "../project/settings/text-file.ts";

export interface TargetFiles {
  /** Writes a file; its folders are made when they are missing. */
  write(path: string, text: string): void;
  /** The same, but a reader sees the old file or the new one, never a part. */
  replace(path: string, parts: Iterable<string | Uint8Array>): void;
}

/** Looking is much cheaper than writing, and most files of a run are those of the run before. */
function holds(file: string, text: string): boolean {
  try {
    return readTextFile(file) === text;
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

interface Folder {
  /** Absolute. */
  readonly path: string;
  /** It was not there before: no file of an earlier run can be in it. */
  readonly isFresh: boolean;
}

/** @param projectDir the folder that relative paths start at */
export function createTargetFiles(projectDir: string): TargetFiles {
  const folders = new Map<string, Folder>();
  /** A run writes many files into few folders: each is found and made once. */
  const folderOf = (path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const absolute = resolve(projectDir, path);
    const isFresh = mkdirSync(absolute, { recursive: true }) !== undefined;
    const folder = { path: absolute, isFresh };
    folders.set(path, folder);
    return folder;
  };
  const placeOf = (path: string): { readonly file: string; readonly isFresh: boolean } => {
    const end = path.lastIndexOf("/");
    const folder = folderOf(end < 0 ? "." : path.slice(0, end) || "/");
    return { file: `${folder.path}/${path.slice(end + 1)}`, isFresh: folder.isFresh };
  };
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
        const { file, isFresh } = placeOf(path);
        if (isFresh || !holds(file, text)) writeFileSync(file, text);
      }),
    replace: (path, parts) =>
      guarded(path, () => {
        const { file } = placeOf(path);
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
