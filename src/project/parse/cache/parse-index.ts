/**
 * What is kept of a project between calls: which files there were, what they and the manifest rest on, and where in the
 * two blobs each one's facts and each node's text stand. A damaged index counts as none; writing is atomic.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ManifestMetadata } from "../../../core/manifest.ts";
import { uniqueId } from "../../../core/unique-id.ts";
import type { SectionName } from "../manifest-sections.ts";
import type { BlobName } from "./blob.ts";

/** To be changed whenever facts or the manifest are made or written differently. */
const format = "tsdbt parse 1";

/**
 * A file: its key, when it was changed, its size, the hash of its content ("" where nobody needs it), where its facts
 * stand (length 0: it has none), and the positions of its nodes in `nodes`, or of its macros in `macros`.
 */
export type IndexedFile = readonly [
  key: string,
  mtimeMs: number,
  size: number,
  hash: string,
  offset: number,
  length: number,
  positions: readonly number[],
];

/** A section of the manifest whose entries can be replaced one by one: `{`, the entries with commas between, `}`. */
export type EntrySection = "nodes" | "macros";

export interface IndexedManifest {
  readonly blob: BlobName;
  readonly metadata: ManifestMetadata;
  /** Resource type → how many, in dbt's order. */
  readonly counts: Readonly<Record<string, number>>;
  /** Where each section stands. */
  readonly sections: Readonly<Record<SectionName, readonly [offset: number, length: number]>>;
  /** How long each entry is, in bytes. */
  readonly lengths: Readonly<Record<EntrySection, readonly number[]>>;
  /** Null when no template looked at the flags, else their fingerprint. */
  readonly flags: string | null;
  /** The environment variables that were read. */
  readonly env: Readonly<Record<string, string | null>>;
  /** Entries that have changed since the blob was written, by position. */
  readonly patches: Readonly<Record<EntrySection, Readonly<Record<string, string>>>>;
  /** False where an edit may change more than its own node: everything is put together anew then. */
  readonly isPatchable: boolean;
  /** False where a macro may decide about more than the templates that are known to run it. */
  readonly knowsMacroUsers: boolean;
}

export interface ParseIndex {
  readonly format: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly settings: string;
  /** Of the settings and all variables. */
  readonly all: string;
  readonly flags: string;
  /** Ids of the project's macros and the hash of each one's text. */
  readonly macros: Readonly<Record<string, string>>;
  /** Which files run a macro of the project, by their position. */
  readonly macroUsers: Readonly<Record<string, readonly number[]>>;
  readonly facts: BlobName;
  readonly files: readonly IndexedFile[];
  /** Facts that have changed since the blob was written, by the file's position. */
  readonly lines: Readonly<Record<string, string>>;
  /** Null when JSON cannot hold it. */
  readonly manifest: IndexedManifest | null;
}

export function readIndex(path: string): ParseIndex | undefined {
  try {
    const index = JSON.parse(readFileSync(path, "utf8")) as ParseIndex;
    return index.format === format && Array.isArray(index.files) ? index : undefined;
  } catch {
    return undefined;
  }
}

/** @throws what the file system says */
export function writeIndex(path: string, index: Omit<ParseIndex, "format">): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${uniqueId().slice(0, 8)}.tmp`;
  writeFileSync(temporary, JSON.stringify({ format, ...index }));
  renameSync(temporary, path);
}
