/**
 * A file of many texts, of which each is read when somebody asks for it. It is written as a whole and never changed; the
 * index says where each text stands. The first line is the file's id, by which the index knows that this is its file.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { uniqueId } from "../../../core/unique-id.ts";
import { createByteWriter } from "./byte-writer.ts";

/** How the index knows a blob. */
export interface BlobName {
  readonly id: string;
  /** In bytes. */
  readonly size: number;
}

/** Offsets and lengths are in bytes from the beginning of the file. */
export interface Blob {
  text(offset: number, length: number): string;
  bytes(offset: number, length: number): Buffer;
  /** The bytes in pieces; each is good until the next one is taken. */
  chunks(offset: number, length: number): Iterable<Uint8Array>;
}

/** Adds a text and tells how many bytes it takes. */
export type AddText = (text: string | Uint8Array) => number;

/** Where the first text begins: behind the id and a line break. */
export const blobStart = 37;

/**
 * Writes a blob at once or not at all.
 * @throws what the file system says
 */
export function writeBlob(path: string, fill: (add: AddText) => void): BlobName {
  const id = uniqueId();
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${id.slice(0, 8)}.tmp`;
  try {
    const file = openSync(temporary, "w");
    let size = 0;
    try {
      const writer = createByteWriter(file);
      const add: AddText = (text) => {
        const bytes = writer.add(text);
        size += bytes;
        return bytes;
      };
      add(`${id}\n`);
      fill(add);
      writer.flush();
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return { id, size };
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** Files stay open as long as somebody may read on: another process may replace them meanwhile. */
const open = new FinalizationRegistry<number>((file) => closeSync(file));

/** Above this many single reads it is cheaper to have all of the file; and when most of it is read, it is read once. */
const manyReads = 200;
/** Small enough to stay near the processor between being read and being written. */
const chunkSize = 1 << 18;

/** @returns undefined when there is no such file, or another one */
export function openBlob(path: string, { id, size }: BlobName): Blob | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return undefined;
  }
  const isRight = fstatSync(file).size === size && readBytes(file, 0, id.length).toString() === id;
  if (!isRight) {
    closeSync(file);
    return undefined;
  }
  let reads = 0;
  let all: Buffer | undefined;
  const read = (offset: number, length: number): Buffer => {
    const isMost = length > size / 2;
    if (all === undefined && (isMost || ++reads > manyReads)) all = readBytes(file, 0, size);
    return all?.subarray(offset, offset + length) ?? readBytes(file, offset, length);
  };
  const blob: Blob = {
    text: (offset, length) => read(offset, length).toString("utf8"),
    bytes: read,
    *chunks(offset, length) {
      const buffer = Buffer.allocUnsafe(Math.min(length, chunkSize));
      for (let done = 0; done < length; ) {
        const wanted = Math.min(buffer.length, length - done);
        const got = readSync(file, buffer, 0, wanted, offset + done);
        if (got === 0) throw new Error(`${path} ends early`);
        done += got;
        yield buffer.subarray(0, got);
      }
    },
  };
  open.register(blob, file);
  return blob;
}

function readBytes(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const read = readSync(file, bytes, 0, length, offset);
  return read === length ? bytes : bytes.subarray(0, read);
}
