import { expect, test } from "vitest";
import type { ReadOptions, RecordBlock, RecordSource } from "../record-source.ts";
import { createPortionFiller, type PortionFiller } from "./portion-filler.ts";

/** Blocks of seven records in ten bytes, without end. */
function sourceOf(asked: ReadOptions[]): RecordSource {
  return {
    state: async () => ({ incarnation: null, partitions: [] }),
    offsetsAt: async () => new Map(),
    async read(positions, options) {
      asked.push(options);
      const from = positions.get(0) ?? 0;
      const records = Array.from({ length: 7 }, (_, index) => ({
        ...{ offset: from + index, timestamp: -1, timestampType: "create" as const },
        ...{ key: null, value: null, headers: [] },
      }));
      const block: RecordBlock = {
        ...{ partition: 0, topic: "t", from, to: from + 7, records, skipped: 0, bytes: 10 },
      };
      return [block];
    },
    async [Symbol.asyncDispose]() {},
  };
}

test("a source is asked for whole bytes and milliseconds, whatever records measure and clocks say", async () => {
  const asked: ReadOptions[] = [];
  let time = 0.25;
  const filler = createPortionFiller({
    source: sourceOf(asked),
    limits: { maxRows: 200_001, maxBytes: 1_000_001, maxWaitMs: 100, maxValueBytes: 1_000 },
    signal: new AbortController().signal,
    isIdle: () => true,
    now: () => (time += 30.3),
  });
  filler.seek(new Map([[0, 0]]));
  for (let portion = 0; portion < 3; portion++)
    expect((await filler.next()).rows).toBeGreaterThan(0);
  expect(asked.length).toBeGreaterThan(6);
  for (const { maxBytes, maxWaitMs } of asked) {
    expect(Number.isInteger(maxBytes)).toBe(true);
    expect(Number.isInteger(maxWaitMs)).toBe(true);
  }
});

/** At the beginning of the source, with ten rows a portion. */
function fillerOfTen(): PortionFiller {
  const filler = createPortionFiller({
    source: sourceOf([]),
    limits: { maxRows: 10, maxBytes: 1_000_000, maxWaitMs: 100, maxValueBytes: 1_000 },
    signal: new AbortController().signal,
    isIdle: () => true,
    now: () => 0,
  });
  filler.seek(new Map([[0, 0]]));
  return filler;
}

test("a portion has no more rows than it may, and the next one begins where it ends", async () => {
  const filler = fillerOfTen();
  let next = 0;
  for (let round = 0; round < 5; round++) {
    const { blocks, rows } = await filler.next();
    expect(rows).toBe(10);
    for (const { from, to, records, skipped } of blocks) {
      expect(from).toBe(next);
      expect(records.map(({ offset }) => offset)).toEqual(records.map((_, index) => from + index));
      expect(records.length + skipped).toBe(to - from);
      next = to;
    }
    expect(next).toBe((round + 1) * 10);
  }
});

test("what was read and not given is forgotten when the positions are set anew", async () => {
  const filler = fillerOfTen();
  await filler.next();
  filler.seek(new Map([[0, 100]]));
  expect((await filler.next()).blocks.map(({ from }) => from)).toEqual([100, 107]);
});
