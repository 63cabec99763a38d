/** A consumer sees committed records, each once, whatever transactions lie around them. */
import { beforeAll, describe, expect, test } from "vitest";
import { encodeBatch, encodeMarker } from "../../test/kafka/encode-batch.ts";
import { type Codecs, loadCodecs } from "./codecs.ts";
import { type AbortedTransaction, visibleRecords } from "./visible-records.ts";

let codecs: Codecs;
beforeAll(async () => {
  codecs = await loadCodecs();
});

/** A batch of one transaction: each letter a record. */
const inTransaction = (producerId: bigint, baseOffset: number, letters: string): Buffer =>
  encodeBatch(
    [...letters].map((value) => ({ value })),
    { baseOffset, attributes: 16, producerId, producerEpoch: 0 },
  );

function visible(
  parts: readonly Buffer[],
  aborted: readonly AbortedTransaction[],
  { from = 0, lastStableOffset = -1, maxBytes = Number.POSITIVE_INFINITY } = {},
): { values: string; to: number; skipped: number } {
  const bytes = Buffer.concat(parts);
  const fetched = { topic: "t", partition: 0, from, lastStableOffset, aborted, bytes };
  const { block, fault } = visibleRecords(fetched, codecs, maxBytes);
  expect(fault).toBeUndefined();
  const values = block.records.map(({ value }) => String(value)).join("");
  return { values, to: block.to, skipped: block.skipped };
}

/** Two producers as brokers give them at random: all 63 bits are used. */
const one = 9_007_199_254_740_993n;
const two = 9_007_199_254_740_992n;

describe("aborted records are not seen", () => {
  test("when transactions interleave and are listed in order of their ends", () => {
    const log = [
      inTransaction(one, 0, "a"),
      inTransaction(two, 1, "b"),
      inTransaction(one, 2, "c"),
      encodeMarker("abort", two, 3),
      encodeMarker("commit", one, 4),
      inTransaction(two, 5, "d"),
      encodeMarker("abort", two, 6),
      encodeBatch([{ value: "e" }], { baseOffset: 7 }),
    ];
    const aborted = [
      { producerId: two, firstOffset: 5 },
      { producerId: two, firstOffset: 1 },
    ];
    expect(visible(log, aborted)).toEqual({ values: "ace", to: 8, skipped: 5 });
  });

  test("when a producer aborts and then commits in one fetch", () => {
    const log = [
      inTransaction(one, 0, "ab"),
      encodeMarker("abort", one, 2),
      inTransaction(one, 3, "c"),
      encodeMarker("commit", one, 4),
    ];
    expect(visible(log, [{ producerId: one, firstOffset: 0 }]).values).toBe("c");
  });

  test("when the marker lies behind what was fetched, or reading begins inside", () => {
    const aborted = [{ producerId: one, firstOffset: 0 }];
    const log = [inTransaction(one, 0, "ab"), inTransaction(one, 2, "cd")];
    expect(visible(log, aborted)).toEqual({ values: "", to: 4, skipped: 4 });
    expect(visible(log.slice(1), aborted, { from: 3 })).toEqual({ values: "", to: 4, skipped: 1 });
    const rest = [encodeMarker("abort", one, 4), inTransaction(one, 5, "e")];
    expect(visible([...log, ...rest], aborted, { from: 3 }).values).toBe("e");
  });

  test("and a list that names later transactions hides nothing earlier", () => {
    const log = [inTransaction(one, 0, "a"), encodeMarker("commit", one, 1)];
    expect(visible(log, [{ producerId: one, firstOffset: 40 }]).values).toBe("a");
  });
});

describe("other records are seen, each once", () => {
  test("when a user's key looks like an abort marker", () => {
    const log = [
      encodeBatch([{ key: Buffer.alloc(4), value: "a" }], { attributes: 16, producerId: one }),
      encodeBatch([{ value: "b" }], { baseOffset: 1, attributes: 16, producerId: one }),
      encodeMarker("commit", one, 2),
    ];
    expect(visible(log, []).values).toBe("ab");
  });

  test("when a batch comes twice, or one lies before the position", () => {
    const batch = encodeBatch([{ value: "a" }, { value: "b" }], { baseOffset: 5 });
    expect(visible([batch, batch], [], { from: 6 })).toEqual({ values: "b", to: 7, skipped: 0 });
    expect(visible([batch], [], { from: 7 })).toEqual({ values: "", to: 7, skipped: 0 });
  });

  test("up to the last stable offset and no further", () => {
    const log = [encodeBatch([{ value: "a" }]), inTransaction(one, 1, "b")];
    expect(visible(log, [], { lastStableOffset: 1 })).toEqual({ values: "a", to: 1, skipped: 0 });
  });

  test("and the first batch whole whatever is asked for", () => {
    const log = [
      encodeBatch([{ value: "aa" }, { value: "bb" }]),
      encodeBatch([{ value: "cc" }], { baseOffset: 2 }),
    ];
    expect(visible(log, [], { maxBytes: 1 })).toEqual({ values: "aabb", to: 2, skipped: 0 });
    expect(visible(log, [], { maxBytes: 5 }).values).toBe("aabbcc");
  });
});
