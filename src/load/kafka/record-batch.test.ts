/** Whatever the bytes of a batch are, decoding gives its records or says what is wrong, and never more. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type BatchOptions,
  type EncodedRecord,
  encodeBatch,
  sealed,
} from "../../test/kafka/encode-batch.ts";
import { type Codecs, loadCodecs } from "./codecs.ts";
import { BatchError } from "./record-batch.ts";
import { visibleRecords } from "./visible-records.ts";

let codecs: Codecs;
beforeAll(async () => {
  codecs = await loadCodecs();
});

const read = (bytes: Buffer, from = 0) =>
  visibleRecords(
    { topic: "t", partition: 0, from, lastStableOffset: -1, aborted: [], bytes },
    codecs,
    Number.POSITIVE_INFINITY,
  );

const anyBytes = fc.option(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)));

const anyRecords: fc.Arbitrary<EncodedRecord[]> = fc.array(
  fc.record({
    key: anyBytes,
    value: anyBytes,
    timestampDelta: fc.integer({ min: -100_000_000_000, max: 100_000_000_000 }),
    headers: fc.array(fc.tuple(fc.string(), anyBytes), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 20 },
);

const anyCodec = fc.constantFrom("none", "gzip", "snappy", "xerial", "lz4", "zstd" as const);

describe("a batch", () => {
  test("gives back what was encoded, by every codec", () => {
    fc.assert(
      fc.property(anyRecords, anyCodec, fc.nat(2 ** 50), (records, codec, baseOffset) => {
        const bytes = encodeBatch(records, { codec: codec as "none", baseOffset });
        const { block, fault } = read(bytes, baseOffset);
        expect(fault).toBeUndefined();
        expect(block.records).toEqual(
          records.map(({ key, value, timestampDelta = 0, headers }, index) => ({
            offset: baseOffset + index,
            timestamp: 1_700_000_000_000 + timestampDelta,
            timestampType: "create",
            key,
            value,
            headers,
          })),
        );
        expect(block).toMatchObject({
          from: baseOffset,
          to: baseOffset + records.length,
          skipped: 0,
        });
      }),
      { numRuns: 150 },
    );
  });

  test("larger than a codec's block is whole", () => {
    const value = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at) >> 7));
    for (const codec of ["gzip", "snappy", "xerial", "lz4", "zstd"] as const) {
      const batch = encodeBatch([{ value }, { value: Buffer.alloc(200_000, 7) }], { codec });
      const values = read(batch).block.records.map((record) => Buffer.from(record.value ?? []));
      expect(Buffer.concat(values).equals(Buffer.concat([value, Buffer.alloc(200_000, 7)]))).toBe(
        true,
      );
    }
  });

  test("that is cut anywhere gives nothing, and the batches before it all", () => {
    const first = encodeBatch([{ value: "one" }, { value: "two" }]);
    const second = encodeBatch([{ value: "three" }], { baseOffset: 2, codec: "gzip" });
    const all = Buffer.concat([first, second]);
    for (let length = 0; length <= all.length; length++) {
      const { block, fault } = read(all.subarray(0, length));
      const expected = length === all.length ? 3 : length >= first.length ? 2 : 0;
      expect([block.records.length, block.to, fault]).toEqual([expected, expected, undefined]);
    }
  });

  test("with any flipped byte gives nothing that was not there", () => {
    const records = [
      { key: "k", value: "one" },
      { value: "two", headers: [["h", null]] as const },
    ];
    for (const codec of ["none", "snappy", "lz4"] as const) {
      const whole = encodeBatch(records, { codec });
      for (let at = 0; at < whole.length; at++) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ 0x55;
        const { block } = read(damaged);
        // The base offset and the leader's epoch are the broker's to write, so no checksum covers them.
        if (at < 8 || (at >= 12 && at < 16)) continue;
        expect(block.records, `byte ${at} of ${codec}`).toEqual([]);
      }
    }
  });
});

describe("a damaged or foreign batch", () => {
  test("that seems to end before the position is not passed", () => {
    const damaged = encodeBatch([{ value: "one" }]);
    damaged.writeInt32BE(-9, 23);
    const { block, fault } = read(
      Buffer.concat([damaged, encodeBatch([{ value: "two" }], { baseOffset: 1 })]),
    );
    expect([block.to, block.records, fault?.fault]).toEqual([0, [], "corrupt"]);
  });

  test("with damage that its checksum covers ends in records or a fault", () => {
    fc.assert(
      fc.property(anyRecords, anyCodec, fc.nat(), fc.nat(255), (records, codec, place, byte) => {
        const batch = encodeBatch(records, { codec: codec as "none" });
        batch[21 + (place % (batch.length - 21))] = byte;
        const { block, fault } = read(sealed(batch));
        expect(block.records.length <= 40 && block.to >= block.from).toBe(true);
        if (fault !== undefined) expect(fault).toBeInstanceOf(BatchError);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, BatchOptions & { magic?: number }, string]>([
    ["an unknown codec", { attributes: 5 }, "codec"],
    ["an older message format", { magic: 1 }, "magic"],
  ])("with %s says so", (_, { magic, ...options }, fault) => {
    const batch = encodeBatch([{ value: "one" }], options);
    if (magic !== undefined) batch[16] = magic;
    expect(read(batch)).toMatchObject({ fault: { fault }, block: { records: [], to: 0 } });
  });
});

describe("an unusual batch", () => {
  test("of 200,000 records is read", () => {
    const batch = encodeBatch(Array.from({ length: 200_000 }, (_, at) => ({ value: String(at) })));
    const { block } = read(batch, 199_990);
    expect(block.records.map(({ value }) => String(value)).at(-1)).toBe("199999");
    expect(block).toMatchObject({ from: 199_990, to: 200_000, skipped: 0 });
    expect(read(batch).block.records).toHaveLength(200_000);
  });

  test("that compaction has emptied or shortened moves the position past it", () => {
    const shortened = encodeBatch([{ value: "a", offsetDelta: 3 }], {
      baseOffset: 10,
      lastOffsetDelta: 9,
    });
    const empty = encodeBatch([], { baseOffset: 30, lastOffsetDelta: 4, codec: "none" });
    const { block } = read(Buffer.concat([shortened, empty]), 10);
    expect(block).toMatchObject({ from: 10, to: 35, skipped: 24 });
    expect(block.records.map(({ offset }) => offset)).toEqual([13]);
  });

  test("stamped by the broker has one time, and one without times has none", () => {
    const stamped = encodeBatch([{ value: "a", timestampDelta: 5 }], {
      attributes: 8,
      maxTimestamp: 77,
    });
    expect(read(stamped).block.records[0]).toMatchObject({
      timestamp: 77,
      timestampType: "append",
    });
    const timeless = encodeBatch([{ value: "a" }], { baseTimestamp: -1 });
    expect(read(timeless).block.records[0]?.timestamp).toBe(-1);
  });

  test("with a delete horizon has its records' own times", () => {
    const batch = encodeBatch([{ value: null, timestampDelta: -1000 }], { attributes: 64 });
    expect(read(batch).block.records[0]?.timestamp).toBe(1_700_000_000_000 - 1000);
  });
});
