/** Encodes batches of records, magic 2, for what no client of ours writes: transactions, odd codecs, damage. */
import zlib from "node:zlib";
import { compress as compressLz4 } from "lz4js";
import { compress as compressSnappy } from "snappyjs";
import { crc32c } from "../../load/kafka/crc32c.ts";

export interface EncodedRecord {
  readonly key?: Buffer | string | null;
  readonly value: Buffer | string | null;
  /** From the batch's base timestamp, in milliseconds. */
  readonly timestampDelta?: number;
  /** The record's place in the batch unless told: compaction leaves holes. */
  readonly offsetDelta?: number;
  readonly headers?: readonly (readonly [string, Buffer | null])[];
}

export interface BatchOptions {
  readonly baseOffset?: number;
  /** The last record's unless told: compaction may have taken it. */
  readonly lastOffsetDelta?: number;
  readonly baseTimestamp?: number;
  readonly maxTimestamp?: number;
  readonly codec?: "none" | "gzip" | "snappy" | "xerial" | "lz4" | "zstd";
  /** Bits of the attributes beside the codec: 8 append time, 16 transactional, 32 control, 64 delete horizon. */
  readonly attributes?: number;
  readonly leaderEpoch?: number;
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
}

export function encodeBatch(records: readonly EncodedRecord[], options: BatchOptions = {}): Buffer {
  const { codec = "none", baseTimestamp = 1_700_000_000_000 } = options;
  const body = compressors[codec](Buffer.concat(records.map(encodeRecord)));
  const last = records.length === 0 ? 0 : (records.at(-1)?.offsetDelta ?? records.length - 1);
  const deltas = records.map(({ timestampDelta = 0 }) => timestampDelta);
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(BigInt(options.baseOffset ?? 0), 0);
  head.writeInt32BE(49 + body.length, 8);
  head.writeInt32BE(options.leaderEpoch ?? 0, 12);
  head.writeInt8(2, 16);
  head.writeInt16BE((options.attributes ?? 0) | codecIds[codec], 21);
  head.writeInt32BE(options.lastOffsetDelta ?? last, 23);
  head.writeBigInt64BE(BigInt(baseTimestamp), 27);
  const max = options.maxTimestamp ?? baseTimestamp + deltas.reduce((a, b) => Math.max(a, b), 0);
  head.writeBigInt64BE(BigInt(max), 35);
  head.writeBigInt64BE(options.producerId ?? -1n, 43);
  head.writeInt16BE(options.producerEpoch ?? -1, 51);
  head.writeInt32BE(options.baseSequence ?? -1, 53);
  head.writeInt32BE(records.length, 57);
  return sealed(Buffer.concat([head, body]));
}

/** The marker that ends a transaction: one record in a control batch. */
export function encodeMarker(
  kind: "abort" | "commit",
  producerId: bigint,
  baseOffset: number,
): Buffer {
  const key = Buffer.from([0, 0, 0, kind === "abort" ? 0 : 1]);
  const value = Buffer.alloc(6);
  return encodeBatch([{ key, value }], {
    baseOffset,
    attributes: 16 | 32,
    producerId,
    producerEpoch: 0,
  });
}

/** The batch with a checksum that fits what it says now. */
export function sealed(batch: Buffer): Buffer {
  const copy = Buffer.from(batch);
  copy.writeUInt32BE(crc32c(copy, 21), 17);
  return copy;
}

const codecIds = { none: 0, gzip: 1, snappy: 2, xerial: 2, lz4: 3, zstd: 4 } as const;

const compressors: Readonly<Record<keyof typeof codecIds, (plain: Buffer) => Buffer>> = {
  none: (plain) => plain,
  gzip: (plain) => zlib.gzipSync(plain),
  snappy: (plain) => Buffer.from(compressSnappy(plain)),
  xerial(plain) {
    const head = Buffer.from("82534e41505059000000000100000001", "hex");
    const blocks: Buffer[] = [head];
    for (let at = 0; at < plain.length; at += 32_768) {
      const block = Buffer.from(compressSnappy(plain.subarray(at, at + 32_768)));
      const length = Buffer.alloc(4);
      length.writeInt32BE(block.length);
      blocks.push(length, block);
    }
    return Buffer.concat(blocks);
  },
  lz4: (plain) => Buffer.from(compressLz4(plain)),
  zstd: storedZstd,
};

/** A zstd frame of raw blocks (RFC 8878, section 3.1.1): Node before 22.15 cannot compress. */
function storedZstd(plain: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(0xfd2fb528, 0);
  // A single segment, whose content size of 4 bytes follows.
  head.writeUInt8(0xa0, 4);
  head.writeUInt32LE(plain.length, 5);
  const parts: Buffer[] = [head];
  const blockSize = 100_000;
  for (let at = 0; at === 0 || at < plain.length; at += blockSize) {
    const part = plain.subarray(at, at + blockSize);
    const last = at + blockSize >= plain.length ? 1 : 0;
    const length = Buffer.alloc(3);
    length.writeUIntLE((part.length << 3) | last, 0, 3);
    parts.push(length, part);
  }
  return Buffer.concat(parts);
}

function encodeRecord(record: EncodedRecord, index: number): Buffer {
  const headers = record.headers ?? [];
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(record.timestampDelta ?? 0),
    varint(record.offsetDelta ?? index),
    sized(record.key ?? null),
    sized(record.value),
    varint(headers.length),
    ...headers.flatMap(([name, value]) => [sized(name), sized(value)]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function sized(value: Buffer | string | null): Buffer {
  if (value === null) return varint(-1);
  const bytes = Buffer.from(value as string);
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** Zigzag, up to 64 bits. */
function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
