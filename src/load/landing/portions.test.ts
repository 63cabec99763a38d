/** Portions that share a transaction are one batch: counted together, committed together, or none of them. */
import { expect, test } from "vitest";
import { blockOf, column, describeDatabases, testLanding } from "../../test/landing-fixture.ts";
import type { Portion } from "../landing.ts";
import type { RecordBlock } from "../record-source.ts";

const columns = [column("id", "integer"), column("at", "timestamp")];
const ids = "select id from main.clicks order by 1";

const inTurn = (blocks: readonly RecordBlock[]) => {
  const left = [...blocks];
  return (): Promise<Portion | undefined> => {
    const block = left.shift();
    return Promise.resolve(block && { blocks: [block] });
  };
};

const event = (id: number, second: number, more = ""): string =>
  `{"id": ${id}, "at": "2026-11-21 09:00:${String(second).padStart(2, "0")}"${more}}`;

describeDatabases("portions of a batch", (type) => {
  test("are counted together, and move the positions behind the last", async () => {
    const eventTime = { column: "at", allowedLatenessMs: 0, maxSkewMs: 0, idleTimeoutMs: 1000 };
    await using on = await testLanding(type, { columns, eventTime, maxDlqRatio: 1 });
    await on.land([blockOf([event(1, 20)])]);
    const batch = await on.land([blockOf([event(2, 30), "broken"], 1)], {
      more: inTurn([
        blockOf([event(3, 10), event(4, 50, ', "new": 1')], 3),
        blockOf([event(5, 40), "broken too"], 5, { skipped: 2, to: 9 }),
      ]),
    });
    expect(batch).toMatchObject({
      ...{ batchId: 2, fetched: 6, rows: 4, dlq: 2, late: 1, skipped: 2 },
      ranges: new Map([[0, [1, 9]]]),
      maxEventTime: Date.UTC(2026, 10, 21, 9, 0, 50),
      schemaChanges: ["new field new"],
    });
    expect(await on.rows(`select id, _batch_id, _flags from main.clicks order by 1`)).toEqual([
      [1, 1, null],
      [2, 2, null],
      [3, 2, "LATE"],
      [4, 2, null],
      [5, 2, null],
    ]);
    expect(await on.rows("select _offset from _tsdbt.stream_dlq order by 1")).toEqual([[2], [6]]);
    expect(await on.rows("select next_offset from _tsdbt.stream_offsets")).toEqual([[9]]);
  });

  test("leave nothing when what comes after them fails", async () => {
    await using on = await testLanding(type, { columns });
    const more = inTurn([blockOf([event(2, 2), "broken"], 1), blockOf([event(3, 3)], 3)]);
    const inBatch = () => Promise.reject(new Error("the model fails"));
    await expect(on.land([blockOf([event(1, 1)])], { more, inBatch })).rejects.toThrow("the model");
    expect(await on.rows(ids)).toEqual([]);
    expect(await on.rows("select count(*) from _tsdbt.stream_dlq")).toEqual([[0]]);
    await on.land([blockOf([event(1, 1)])]);
    expect(await on.rows(ids)).toEqual([[1]]);
  });

  test("may widen the table one after the other", async () => {
    await using on = await testLanding(type, { columns, contract: "evolve" });
    const more = inTurn([
      blockOf([event(2, 2, ', "a": 1')], 1),
      blockOf([event(3, 3, ', "b": "x"')], 2),
    ]);
    await on.land([blockOf([event(1, 1)])], { more });
    expect(await on.rows("select id, a, b from main.clicks order by 1")).toEqual([
      [1, null, null],
      [2, 1, null],
      [3, null, "x"],
    ]);
    await on.land([blockOf([event(4, 4, ', "a": 2, "b": "y"')], 3)]);
    expect(await on.rows("select a, b from main.clicks where id = 4")).toEqual([[2, "y"]]);
  });
});
