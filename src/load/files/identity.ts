/**
 * Which file is which partition. A file keeps its number while it grows, also under another name; another file under
 * the same name gets a number of its own. What was landed last says which it is: the digest of that record.
 */
import { closeSync } from "node:fs";
import { digestOf } from "../record-digest.ts";
import type { KnownPartition, RecordBlock } from "../record-source.ts";
import type { FoundFile } from "./find-files.ts";
import { textStart, trimmedEnd } from "./line-framing.ts";
import { openFile, readBytes } from "./read-block.ts";

export interface PartitionFile extends KnownPartition {
  /** Undefined while the file is not there. */
  readonly file: FoundFile | undefined;
}

/**
 * Gives every file that was found its partition: the one it had, or the next number.
 * @param before the partitions as they were, whether their files are still there or not
 * @returns all partitions, in the order of `found`, then those without a file
 */
export function assignPartitions(
  before: readonly PartitionFile[],
  found: readonly FoundFile[],
): readonly PartitionFile[] {
  const byPath = newestByPath(before);
  const free = new Map(before.map((entry) => [entry.partition, entry]));
  const assigned = new Map<FoundFile, PartitionFile>();
  const take = (file: FoundFile, entry: PartitionFile): void => {
    assigned.set(file, { ...entry, topic: file.path, file });
    free.delete(entry.partition);
  };
  for (const file of found) {
    const entry = byPath.get(file.path)?.find((each) => isSameFile(each, file));
    if (entry !== undefined) take(file, entry);
  }
  let next = 1 + before.reduce((highest, { partition }) => Math.max(highest, partition), -1);
  for (const file of found) {
    if (assigned.has(file)) continue;
    const moved = [...free.values()].find((entry) => isMoved(entry, file));
    take(file, moved ?? { partition: next++, topic: file.path, next: 0, last: undefined, file });
  }
  return [
    ...found.map((file) => assigned.get(file)).filter((entry) => entry !== undefined),
    ...[...free.values()].map((entry) => ({ ...entry, file: undefined })),
  ];
}

/** One name may have been that of several files. */
function newestByPath(entries: readonly PartitionFile[]): ReadonlyMap<string, PartitionFile[]> {
  const byPath = new Map<string, PartitionFile[]>();
  for (const entry of entries.toSorted((a, b) => b.partition - a.partition)) {
    const known = byPath.get(entry.topic);
    if (known === undefined) byPath.set(entry.topic, [entry]);
    else known.push(entry);
  }
  return byPath;
}

/** Under the same name: untouched, grown, or written anew with the same beginning. */
function isSameFile(entry: PartitionFile, file: FoundFile): boolean {
  if (file.size < entry.next) return false;
  if (entry.file?.size === file.size && entry.file.changed === file.changed) return true;
  if (entry.last === undefined) return true;
  if (file.changed === entry.last.timestamp && file.size === entry.next) return true;
  return holdsLast(entry, file);
}

/** Under another name: it must hold what was landed, and be no copy that somebody wrote later. */
function isMoved(entry: PartitionFile, file: FoundFile): boolean {
  if (entry.last === undefined || file.size < entry.next) return false;
  const isWritten = file.size > entry.next || file.changed === entry.last.timestamp;
  return isWritten && holdsLast(entry, file);
}

/** True when the record that was landed last still stands where it stood. */
function holdsLast({ last, next }: PartitionFile, file: FoundFile): boolean {
  if (last === undefined) return false;
  const handle = openFile(file);
  try {
    const bytes = readBytes(handle, last.offset, next - last.offset);
    const start = textStart(bytes, last.offset);
    const value = bytes.subarray(start, trimmedEnd(bytes, start, bytes.length));
    return digestOf({ key: null, value }) === last.digest;
  } finally {
    closeSync(handle);
  }
}

/** The partition after a block of it was read. */
export function afterBlock(entry: PartitionFile, { to, records }: RecordBlock): PartitionFile {
  const last = records.at(-1);
  if (to <= entry.next || last === undefined) return { ...entry, next: Math.max(entry.next, to) };
  const { offset, timestamp } = last;
  return { ...entry, next: to, last: { offset, timestamp, digest: digestOf(last) } };
}
