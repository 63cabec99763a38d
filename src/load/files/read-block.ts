/** Reads whole records from one file, from a byte on. Keeps nothing between two calls. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { lineTooLong, sourceFileUnreadable } from "../../core/problems/files.ts";
import type { RecordBlock, SourceRecord } from "../record-source.ts";
import { type FoundFile, hasCode } from "./find-files.ts";
import { type Frame, type Framing, textStart, trimmedEnd } from "./line-framing.ts";

/** A block has no more records than that: short lines would make batches of millions. */
const maxRecords = 20_000;
/** Nobody writes such a line on purpose, and it has to fit into memory. */
const maxRecordBytes = 512 * 1024 * 1024;

export interface BlockRequest {
  readonly file: FoundFile;
  readonly partition: number;
  readonly framing: Framing;
  readonly from: number;
  /** Where the records begin: behind a header. */
  readonly earliest: number;
  readonly maxBytes: number;
  /** The file has not changed for so long that its last line counts as written. */
  readonly settled: boolean;
  readonly columns: readonly string[] | undefined;
  readonly isRecording: boolean;
}

/** What was found is not there any more: look again. */
export class FileChanged extends Error {
  override readonly name = "FileChanged";
}

/** The records from `from` on; undefined where not even one is whole yet. Throws `FileChanged`. */
export function readBlock(request: BlockRequest): RecordBlock | undefined {
  const { file } = request;
  const start = Math.max(request.from, request.earliest);
  const handle = openAsFound(file);
  try {
    for (let size = request.maxBytes; ; size *= 2) {
      const bytes = readBytes(handle, start, Math.min(size, file.size - start));
      const atEnd = start + bytes.length >= file.size;
      if (!atEnd && bytes.length < size) throw new FileChanged(file.path);
      const frames = framesOf(bytes, start, atEnd, request);
      if (frames.length > 0) return blockOf(request, start, bytes, frames);
      if (atEnd) return undefined;
      if (size >= maxRecordBytes) throw lineTooLong(file.path, start, maxRecordBytes);
    }
  } finally {
    closeSync(handle);
  }
}

/** Between the look at the folder and now another file may have taken the name. */
function openAsFound(file: FoundFile): number {
  const handle = openFile(file);
  const { ino, size } = fstatSync(handle);
  if (ino === file.inode && size >= file.size) return handle;
  closeSync(handle);
  throw new FileChanged(file.path);
}

/** A handle to read with. Throws `FileChanged` where the file has gone. */
export function openFile(file: FoundFile): number {
  try {
    return openSync(file.absolute, "r");
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new FileChanged(file.path);
    throw sourceFileUnreadable(file.path, error instanceof Error ? error.message : String(error));
  }
}

function framesOf(bytes: Buffer, offset: number, atEnd: boolean, request: BlockRequest): Frame[] {
  const frames: Frame[] = [];
  const { framing } = request;
  let position = textStart(bytes, offset);
  while (position < bytes.length && frames.length < maxRecords) {
    const frame = framing.frame(bytes, position) ?? lastFrame(bytes, position, atEnd, request);
    if (frame === undefined) break;
    frames.push(frame);
    position = frame.next;
  }
  return frames;
}

/** What stands behind the last line feed, if it counts as a record. */
function lastFrame(
  bytes: Buffer,
  start: number,
  atEnd: boolean,
  { framing, settled }: BlockRequest,
): Frame | undefined {
  if (!atEnd) return undefined;
  const rest = bytes.subarray(start);
  if (!(framing.takesUnended && settled) && !framing.isWhole(rest)) return undefined;
  return { start, end: trimmedEnd(bytes, start, bytes.length), next: bytes.length };
}

const none: SourceRecord["headers"] = [];

function blockOf(
  { partition, file, from, columns, isRecording }: BlockRequest,
  start: number,
  bytes: Buffer,
  frames: readonly Frame[],
): RecordBlock {
  const records: SourceRecord[] = [];
  let size = 0;
  for (const frame of frames) {
    if (frame.end === frame.start) continue; // an empty line
    const value = bytes.subarray(frame.start, frame.end);
    size += value.length;
    records.push({
      offset: start + frame.start,
      timestamp: file.changed,
      timestampType: "append",
      key: null,
      value,
      headers: none,
      ...(columns && { columns }),
      ...(isRecording && { isRecording }),
    });
  }
  const to = start + (frames.at(-1)?.next ?? 0);
  const skipped = to - from - records.length;
  return { partition, topic: file.path, from, to, records, skipped, bytes: size };
}

/** As many of the bytes as are there. */
export function readBytes(handle: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, length));
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(handle, bytes, filled, bytes.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
