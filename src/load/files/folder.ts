/** The files of a stream as partitions, as they were at the last look. Waits for nothing: see file-source.ts. */
import { sourceFolderMissing } from "../../core/problems/files.ts";
import type { FileConnection } from "../connection.ts";
import {
  type KnownPartition,
  OffsetGone,
  type PartitionState,
  type Positions,
  type RecordBlock,
} from "../record-source.ts";
import type { Stream } from "../stream.ts";
import { type FileShape, fileShape } from "./file-shape.ts";
import { type FoundFile, filePattern } from "./find-files.ts";
import { afterBlock, assignPartitions, type PartitionFile } from "./identity.ts";
import { lastRecordEnd } from "./last-record-end.ts";
import { FileChanged, readBlock } from "./read-block.ts";
import { isPacked, openUnpacked, readBefore } from "./unpacked.ts";

/** A file that nobody wrote to for that long, in milliseconds, is taken to be finished. */
const settledAfter = 5_000;

export interface Folder {
  /** Absolute: everything that the stream's pattern may mean lies below. */
  readonly base: string;
  recall(known: readonly KnownPartition[]): void;
  /** Looks which files there are, and how long; unpacks those that are packed. */
  look(): Promise<void>;
  /** When it was looked last: milliseconds since 1970, or −Infinity. */
  readonly lookedAt: number;
  /** The partitions that are there, each with the time (milliseconds since 1970) of its last change. */
  states(): readonly (PartitionState & { readonly changed: number })[];
  /** True when a partition was found that `states` has not told of. */
  hasNews(): boolean;
  read(positions: Positions, maxBytes: number): Promise<readonly RecordBlock[]>;
  close(): void;
}

export function openFolder(connection: FileConnection, stream: Stream, now: () => number): Folder {
  const pattern = filePattern(stream.topic, connection.dir);
  const shape = fileShape(stream);
  const isSettled = (file: FoundFile): boolean => now() - file.changed >= settledAfter;
  let entries: readonly PartitionFile[] = [];
  let told: ReadonlySet<number> = new Set();
  let lookedAt = Number.NEGATIVE_INFINITY;
  const unpacked = openUnpacked(isSettled);
  /** Packed files whose content nobody has seen. */
  let packed: readonly FoundFile[] = [];
  const lookAgain = (): void =>
    untilStill(() => {
      const found = pattern.find();
      if (found === undefined) throw sourceFolderMissing(stream.name, pattern.base, stream.at);
      const contents = found.map(
        (file) =>
          unpacked.contentOf(file) ?? (isPacked(file) ? readBefore(file, entries) : undefined),
      );
      packed = found.filter((_, index) => contents[index] === undefined);
      entries = assignPartitions(
        entries,
        contents.filter((file) => file !== undefined),
      );
      lookedAt = now();
    });
  const look = async (): Promise<void> => {
    lookAgain();
    if (packed.length > 0 && (await unpacked.unpack(packed))) lookAgain();
  };
  /** Somebody goes back in a file that was read to its end. */
  const unpackWanted = async (positions: Positions): Promise<void> => {
    const wanted = entries.flatMap(({ file, partition }) => {
      const from = positions.get(partition);
      return file?.packed && from !== undefined && from < file.size ? [file.packed] : [];
    });
    if (wanted.length > 0 && (await unpacked.unpack(wanted))) lookAgain();
  };
  return {
    base: pattern.base,
    recall(known) {
      entries = known.map((partition) => ({ ...partition, file: undefined }));
    },
    look,
    get lookedAt() {
      return lookedAt;
    },
    states() {
      const states = untilStill(() => {
        return entries.flatMap((entry) => stateOf(entry, shape, isSettled));
      }, lookAgain);
      told = new Set(states.map(({ partition }) => partition));
      return states;
    },
    hasNews: () =>
      entries.some(({ partition, file }) => file !== undefined && !told.has(partition)),
    async read(positions, maxBytes) {
      await unpackWanted(positions);
      const blocks = untilStill(
        () => readInOrder(entries, positions, { shape, isSettled, maxBytes }),
        lookAgain,
      );
      const read = new Map(blocks.map((block) => [block.partition, block]));
      entries = entries.map((entry) => {
        const block = read.get(entry.partition);
        return block === undefined ? entry : afterBlock(entry, block);
      });
      return blocks;
    },
    close: () => unpacked[Symbol.dispose](),
  };
}

function stateOf(
  { partition, topic, next, file }: PartitionFile,
  shape: FileShape,
  isSettled: (file: FoundFile) => boolean,
) {
  if (file === undefined) return [];
  const { changed } = file;
  if (file.packed !== undefined)
    return [{ partition, topic, earliest: 0, latest: file.size, isVerified: true, changed }];
  const { earliest } = shape.headerOf(file, partition) ?? { earliest: 0 };
  const end = next === file.size ? next : lastRecordEnd(file, shape.framing, isSettled(file));
  const latest = Math.max(earliest, end);
  return [{ partition, topic, earliest, latest, changed }];
}

interface Reading {
  readonly shape: FileShape;
  readonly isSettled: (file: FoundFile) => boolean;
  readonly maxBytes: number;
}

/** In the order of paths, so that a replay goes through its files as they were written. */
function readInOrder(
  entries: readonly PartitionFile[],
  positions: Positions,
  { shape, isSettled, maxBytes }: Reading,
): readonly RecordBlock[] {
  const blocks: RecordBlock[] = [];
  let left = maxBytes;
  for (const { file, partition } of entries) {
    const from = positions.get(partition);
    if (from === undefined || file === undefined || from === file.size) continue;
    if (from > file.size) throw new OffsetGone(partition, from, 0, file.size);
    if (file.packed !== undefined) continue;
    const header = shape.headerOf(file, partition);
    if (header === undefined) continue;
    const block = readBlock({
      file,
      partition,
      framing: shape.framing,
      from,
      maxBytes: left,
      ...header,
      settled: isSettled(file),
    });
    if (block === undefined) continue;
    blocks.push(block);
    left -= block.to - block.from;
    if (left <= 0) break;
  }
  return blocks;
}

/** Does something with files again when they changed while it was done. */
function untilStill<T>(work: () => T, before?: () => void): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof FileChanged) || attempt === 100) throw error;
      before?.();
    }
  }
}
