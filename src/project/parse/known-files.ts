/** What the last call kept of each file. */
import type { ProjectFile } from "../settings/discover.ts";
import type { Blob } from "./cache/blob.ts";
import type { ParseIndex } from "./cache/parse-index.ts";
import { md5 } from "./checksum.ts";
import { readText } from "./places.ts";

/** A file as it was: its facts are a line of JSON. */
export interface KnownFile {
  readonly mtimeMs: number;
  readonly size: number;
  readonly hash: string;
  line(): string;
  bytes(): string | Uint8Array;
}

/** What was kept by the last call. */
export interface KeptFacts {
  readonly index: ParseIndex;
  readonly blob: Blob;
}

export interface KnownFiles {
  /** What was kept of a file that has not changed since. */
  same(file: ProjectFile): KnownFile | undefined;
  /** What was kept of a file, changed or not. */
  any(file: ProjectFile): KnownFile | undefined;
}

export const fileKey = (file: ProjectFile): string =>
  `${file.kind} ${file.package}://${file.originalFilePath}`;

export function openKnownFiles(kept: KeptFacts | undefined): KnownFiles {
  const files = filesOf(kept);
  const savedAt = kept?.index.savedAt ?? 0;
  return {
    same(file) {
      const known = files.size === 0 ? undefined : files.get(fileKey(file));
      if (known === undefined || known.size !== file.size) return undefined;
      // A file that was changed in the very moment of saving may have changed again since.
      const sameTime = known.mtimeMs === file.mtimeMs && file.mtimeMs < savedAt;
      return sameTime || md5(readText(file)) === known.hash ? known : undefined;
    },
    any: (file) => files.get(fileKey(file)),
  };
}

function filesOf(kept: KeptFacts | undefined): ReadonlyMap<string, KnownFile> {
  const known = new Map<string, KnownFile>();
  if (kept === undefined) return known;
  const { index, blob } = kept;
  for (const [at, [key, mtimeMs, size, hash, offset, length]] of index.files.entries()) {
    if (length === 0) continue;
    const patch = index.lines[at];
    known.set(key, {
      mtimeMs,
      size,
      hash,
      line: () => patch ?? blob.text(offset, length),
      bytes: () => patch ?? blob.bytes(offset, length),
    });
  }
  return known;
}
