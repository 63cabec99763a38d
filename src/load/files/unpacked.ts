/**
 * Files that gzip packed (RFC 1952, also of several members), as their content: unpacked into a temporary folder, whole
 * or not at all. Offsets are those of the content. A file that is not written to its end is left out until it changes.
 */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { sourceFileUnreadable } from "../../core/problems/files.ts";
import type { KnownPartition } from "../record-source.ts";
import { type FoundFile, hasCode } from "./find-files.ts";
import { openFile, readBytes } from "./read-block.ts";

export interface Unpacked extends Disposable {
  /**
   * Unpacks what was not unpacked before.
   * @returns whether there is more content now
   * @throws Problem SOURCE_FILE_UNREADABLE where a file is damaged
   */
  unpack(files: readonly FoundFile[]): Promise<boolean>;
  /** The content of a packed file, of another one itself; undefined where it is not unpacked. */
  contentOf(file: FoundFile): FoundFile | undefined;
}

export const isPacked = ({ path }: FoundFile): boolean => path.endsWith(".gz");

/** @param isSettled the file has not changed for so long that nobody seems to write to it */
export function openUnpacked(isSettled: (file: FoundFile) => boolean): Unpacked {
  let folder: string | undefined;
  let count = 0;
  const contents = new Map<string, FoundFile | undefined>();

  async function unpackOne(file: FoundFile): Promise<boolean> {
    folder ??= mkdtempSync(join(tmpdir(), "tsdbt-unpacked-"));
    const absolute = join(folder, String(count++));
    try {
      await pipeline(createReadStream(file.absolute), createGunzip(), createWriteStream(absolute));
      const { size, ino } = statSync(absolute);
      contents.set(keyOf(file), { ...file, absolute, size, inode: ino });
      return true;
    } catch (thrown) {
      rmSync(absolute, { force: true });
      // While somebody writes, the end is missing; what is wrong in another way stays so.
      const isDamaged = !hasCode(thrown, "Z_BUF_ERROR") && !hasCode(thrown, "ENOENT");
      if (isDamaged && isSettled(file))
        throw sourceFileUnreadable(file.path, thrown instanceof Error ? thrown.message : "");
      if (!isDamaged) contents.set(keyOf(file), undefined);
      return false;
    }
  }

  return {
    async unpack(files) {
      let isMore = false;
      for (const file of files)
        if (isPacked(file) && !contents.has(keyOf(file)))
          isMore = (await unpackOne(file)) || isMore;
      return isMore;
    },
    contentOf: (file) => (isPacked(file) ? contents.get(keyOf(file)) : file),
    [Symbol.dispose]() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A packed file that was read to its end before: it need not be unpacked to know that, because its last bytes say how
 * long its content is (ISIZE, modulo 2^32).
 * @returns the file with its content's length, or undefined where something may be new
 */
export function readBefore(
  file: FoundFile,
  known: readonly KnownPartition[],
): FoundFile | undefined {
  const entry = known.find(
    ({ topic, last }) => topic === file.path && last?.timestamp === file.changed,
  );
  if (entry === undefined || file.size < 18) return undefined;
  const handle = openFile(file);
  try {
    const length = readBytes(handle, file.size - 4, 4).readUInt32LE();
    if (length !== entry.next % 2 ** 32) return undefined;
    return { ...file, size: entry.next, packed: file };
  } finally {
    closeSync(handle);
  }
}

const keyOf = ({ absolute, size, changed, inode }: FoundFile): string =>
  JSON.stringify([absolute, size, changed, inode]);
