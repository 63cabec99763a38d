import { expect, test } from "vitest";
import { testStream } from "../../test/stream-fixture.ts";
import type { FilledPortion, PortionFiller } from "./portion-filler.ts";
import { createReadAhead, portionLimits, type ReadAhead } from "./read-ahead.ts";

interface Given {
  readonly ahead: ReadAhead;
  /** Portions that were made ready, by rows. */
  readonly made: number[];
}

/** Portions of 1, 2, 3 … rows as long as `most` says; then errors or empty ones. */
function readAhead(most: number, after: () => FilledPortion): Given {
  const made: number[] = [];
  let rows = 0;
  const filler = {
    isFilling: false,
    async next() {
      await new Promise(setImmediate);
      rows += 1;
      return rows > most ? after() : portion(rows, true);
    },
  } as Partial<PortionFiller> as PortionFiller;
  const prepare = async (ready: FilledPortion) => {
    made.push(ready.rows);
  };
  return { ahead: createReadAhead({ fillerFor: () => filler, prepare }), made };
}

const portion = (rows: number, isFull: boolean): FilledPortion => {
  const block = { partition: 0, topic: "t", from: 0, to: rows, records: [], skipped: 0, bytes: 1 };
  return { blocks: rows === 0 ? [] : [block], rows, bytes: 1, isFull };
};

const nothing = () => portion(0, false);

test("a few portions are made ready, and more as they are taken", async () => {
  const { ahead, made } = readAhead(100, nothing);
  expect((await ahead.next()).rows).toBe(1);
  await expect.poll(() => made.length).toBeGreaterThan(2);
  await ahead.settled();
  const ready = made.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(made).toHaveLength(ready);
  expect((await ahead.next()).rows).toBe(2);
  await expect.poll(() => made.length).toBe(ready + 1);
});

test("nothing is read behind a portion that is not full until it is taken", async () => {
  let reads = 0;
  const { ahead } = readAhead(0, () => {
    reads += 1;
    return portion(1, false);
  });
  await ahead.peek(1_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(reads).toBe(1);
});

test("a failure is told once what was read before it is taken, and reading goes on after it", async () => {
  let failures = 0;
  const { ahead } = readAhead(2, () => {
    failures += 1;
    if (failures === 1) throw new Error("away");
    return nothing();
  });
  expect((await ahead.next()).rows).toBe(1);
  expect((await ahead.next()).rows).toBe(2);
  await expect(ahead.next()).rejects.toThrow("away");
  expect((await ahead.next()).rows).toBe(0);
});

test("a look at the next portion leaves it, and tells of no failure", async () => {
  const { ahead } = readAhead(1, () => {
    throw new Error("away");
  });
  expect((await ahead.peek(1_000))?.rows).toBe(1);
  expect((await ahead.next()).rows).toBe(1);
  expect(await ahead.peek(1_000)).toBeUndefined();
  await expect(ahead.next()).rejects.toThrow("away");
});

test("a look ends when nothing comes in time, and waits for what has begun to come", async () => {
  const finish: ((filled: FilledPortion) => void)[] = [];
  let isFilling = false;
  const filler = {
    get isFilling() {
      return isFilling;
    },
    next: () => new Promise<FilledPortion>((resolve) => finish.push(resolve)),
  } as Partial<PortionFiller> as PortionFiller;
  const ahead = createReadAhead({ fillerFor: () => filler, prepare: () => Promise.resolve() });
  expect(await ahead.peek(1)).toBeUndefined();
  isFilling = true;
  const looking = ahead.peek(1);
  setTimeout(() => finish[0]?.(portion(7, false)), 20);
  expect((await looking)?.rows).toBe(7);
});

test("portions are equal parts of a batch, and no more than it may have", () => {
  const { limits } = testStream();
  expect(portionLimits({ ...limits, maxRows: 122_880 }).maxRows).toBe(15_360);
  expect(portionLimits({ ...limits, maxRows: 50_000 }).maxRows).toBe(12_500);
  expect(portionLimits({ ...limits, maxRows: 3, maxBytes: 100 })).toMatchObject({
    ...{ maxRows: 3, maxBytes: 100 },
  });
});
