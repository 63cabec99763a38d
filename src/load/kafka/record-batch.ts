/**
 * Decodes batches of records, magic 2 (kafka.apache.org/documentation, "Record Batch"). Pure: what a consumer may see of
 * them is `visible-records.ts`'s to say. Whatever the bytes are, it ends with records or a `BatchError`.
 */
import type { SourceRecord } from "../record-source.ts";
import { type Codecs, codecNames } from "./codecs.ts";
import { crc32c } from "./crc32c.ts";
import { int64At, WireError } from "./wire.ts";

/** Why a batch cannot be read. `corrupt` may be the network's or the disk's doing: fetched again it may be whole. */
export type BatchFault = "corrupt" | "codec" | "magic";

export class BatchError extends Error {
  override readonly name = "BatchError";
  readonly fault: BatchFault;

  constructor(fault: BatchFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** A batch's header; the records behind it are not looked at yet. */
export interface BatchHeader {
  /** Where the batch begins and ends in the bytes fetched. */
  readonly start: number;
  readonly end: number;
  readonly baseOffset: number;
  /** Of the batch, also when compaction took its last records. */
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly codec: number;
  readonly appendTime: boolean;
  readonly transactional: boolean;
  /** Holds markers of transactions instead of records. */
  readonly control: boolean;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly count: number;
}

const headerLength = 61;
/** Position of the magic byte, which older formats have there too. */
const magicAt = 16;
/** The checksum covers what follows it. */
const crcAt = 17;
const checkedFrom = 21;

/**
 * The header of the batch at `start`; undefined when not all of the batch is there, as at the end of what was fetched.
 * @throws BatchError when the format is another one, or the length is impossible
 */
export function batchAt(bytes: Buffer, start: number): BatchHeader | undefined {
  if (bytes.length - start <= magicAt) return undefined;
  const length = bytes.readInt32BE(start + 8);
  const magic = bytes[start + magicAt] ?? 0;
  if (magic !== 2) {
    throw new BatchError("magic", `has message format ${magic}, and only format 2 can be read`);
  }
  if (length < headerLength - 12) throw new BatchError("corrupt", `has a length of ${length}`);
  const end = start + 12 + length;
  if (end > bytes.length) return undefined;
  const attributes = bytes.readInt16BE(start + checkedFrom);
  try {
    const baseOffset = int64At(bytes, start);
    return {
      start,
      end,
      baseOffset,
      lastOffset: baseOffset + bytes.readInt32BE(start + 23),
      leaderEpoch: bytes.readInt32BE(start + 12),
      codec: attributes & 7,
      appendTime: (attributes & 8) !== 0,
      transactional: (attributes & 16) !== 0,
      control: (attributes & 32) !== 0,
      baseTimestamp: int64At(bytes, start + 27),
      maxTimestamp: int64At(bytes, start + 35),
      producerId: bytes.readBigInt64BE(start + 43),
      count: bytes.readInt32BE(start + 57),
    };
  } catch (thrown) {
    throw asCorrupt(thrown);
  }
}

/** Of one batch, uncompressed; more is taken for an attack on the memory. */
const maxUncompressedBytes = 512 * 1024 * 1024;

/** The batch's records, uncompressed; `checkBatch` comes first. */
export function recordsOf(bytes: Buffer, batch: BatchHeader, codecs: Codecs): Buffer {
  const decompress = codecs[batch.codec];
  if (decompress === undefined) {
    throw new BatchError(
      "codec",
      `is compressed by codec ${batch.codec}, and only ${codecNames.join(", ")} are known`,
    );
  }
  try {
    return decompress(bytes.subarray(batch.start + headerLength, batch.end), maxUncompressedBytes);
  } catch (thrown) {
    throw asCorrupt(thrown);
  }
}

/** @throws BatchError when the batch's checksum does not fit what was fetched */
export function checkBatch(
  bytes: Buffer,
  { start, end, lastOffset, baseOffset }: BatchHeader,
): void {
  const said = bytes.readUInt32BE(start + crcAt);
  const found = crc32c(bytes, start + checkedFrom, end);
  if (said !== found) {
    throw new BatchError("corrupt", `has checksum ${hex(found)}, and ${hex(said)} was stored`);
  }
  if (lastOffset < baseOffset) throw new BatchError("corrupt", "ends before it begins");
}

const hex = (value: number): string => value.toString(16).padStart(8, "0");

/** Offset of the first record wanted, and where the records go. */
export interface RecordSink {
  readonly from: number;
  readonly records: SourceRecord[];
}

/**
 * Appends a batch's records from `sink.from` on.
 * @param body what `recordsOf` gave
 * @returns the bytes of their keys and values
 */
export function appendRecords(body: Buffer, batch: BatchHeader, sink: RecordSink): number {
  const { baseOffset, lastOffset, baseTimestamp, maxTimestamp, appendTime, count } = batch;
  const { from, records } = sink;
  const timestampType = appendTime ? "append" : "create";
  const cursor = new RecordCursor(body);
  let bytes = 0;
  let previous = baseOffset - 1;
  for (let index = 0; index < count; index++) {
    const end = cursor.beginRecord();
    const delta = cursor.varlong();
    const offset = baseOffset + cursor.varint();
    if (offset <= previous || offset > lastOffset) {
      throw new BatchError("corrupt", `has a record with offset ${offset} out of order`);
    }
    previous = offset;
    const key = cursor.bytes();
    const value = cursor.bytes();
    const headers = cursor.headers();
    cursor.endRecord(end);
    if (offset < from) continue;
    const timestamp = appendTime ? maxTimestamp : created(baseTimestamp, delta);
    bytes += lengthOf(key) + lengthOf(value);
    records.push({ offset, timestamp, timestampType, key, value, headers });
  }
  return bytes;
}

/** A base below 0 says that the producer gave no times. */
const created = (base: number, delta: number): number => (base < 0 ? -1 : base + delta);

const lengthOf = (bytes: Buffer | null): number => (bytes === null ? 0 : bytes.length);

/** What a control batch says: how a producer's transaction ended; other control records are "none". */
export function markerOf(body: Buffer, { count }: BatchHeader): "abort" | "commit" | "none" {
  if (count < 1) return "none";
  const cursor = new RecordCursor(body);
  cursor.beginRecord();
  cursor.varlong();
  cursor.varint();
  const key = cursor.bytes();
  if (key === null || key.length < 4) return "none";
  const type = key.readInt16BE(2);
  return type === 0 ? "abort" : type === 1 ? "commit" : "none";
}

const noHeaders: SourceRecord["headers"] = [];

/** Walks over records; every step stays within the bytes. */
class RecordCursor {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  /** Reads a record's length and attributes; returns where it must end. */
  beginRecord(): number {
    const length = this.varint();
    const end = this.#at + length;
    if (length < 6 || end > this.#body.length) throw outside();
    this.#at += 1;
    return end;
  }

  endRecord(end: number): void {
    if (this.#at !== end) throw new BatchError("corrupt", "has a record of another length");
  }

  /** Zigzag, 32 bits. */
  varint(): number {
    const body = this.#body;
    let byte = body[this.#at++];
    if (byte === undefined) throw outside();
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = body[this.#at++];
      if (byte === undefined) throw outside();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw new BatchError("corrupt", "has a varint that does not end");
  }

  /** Zigzag, 64 bits; exact up to 2^53, which is far beyond any time. */
  varlong(): number {
    const body = this.#body;
    let byte = body[this.#at++];
    if (byte === undefined) throw outside();
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let factor = 128, count = 1; count < 10; factor *= 128, count++) {
      byte = body[this.#at++];
      if (byte === undefined) throw outside();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new BatchError("corrupt", "has a varint that does not end");
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.#at;
    const end = start + length;
    if (end > this.#body.length) throw outside();
    this.#at = end;
    return this.#body.subarray(start, end);
  }

  headers(): SourceRecord["headers"] {
    const count = this.varint();
    if (count === 0) return noHeaders;
    if (count < 0 || count > this.#body.length - this.#at) throw outside();
    const headers: [string, Buffer | null][] = [];
    for (let index = 0; index < count; index++) {
      const name = this.bytes();
      headers.push([name === null ? "" : name.toString("utf8"), this.bytes()]);
    }
    return headers;
  }
}

const outside = (): BatchError => new BatchError("corrupt", "has a record that ends outside of it");

function asCorrupt(thrown: unknown): BatchError {
  if (thrown instanceof BatchError) return thrown;
  const message = thrown instanceof WireError || thrown instanceof Error ? thrown.message : "";
  return new BatchError("corrupt", `cannot be decompressed: ${message}`);
}
