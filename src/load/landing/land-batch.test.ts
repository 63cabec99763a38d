/** A batch is one transaction, with the same rows on both databases. */
import { expect, test } from "vitest";
import { blockOf, column, describeDatabases, testLanding } from "../../test/landing-fixture.ts";
import { readState } from "../ledger/positions.ts";

const columns = [column("id", "bigint"), column("name", "varchar"), column("at", "timestamptz")];

describeDatabases("a batch", (type) => {
  test("puts rows into the table and moves the position behind them", async () => {
    await using on = await testLanding(type, { columns });
    const batch = await on.landValues([
      '{"id": 1, "name": "a", "at": "2026-11-21T10:00:00.5Z"}',
      '{"id": 9007199254740993, "name": "zwölf Boxkämpfer", "new": [1]}',
      "{",
      null,
    ]);
    expect(batch).toMatchObject({ batchId: 1, fetched: 4, rows: 3, dlq: 1, tombstones: 1 });
    const rows = await on.rows(
      "select _partition, _offset, _key, _batch_id, _op, id, name, _extra from main.clicks order by 2",
    );
    expect(rows).toEqual([
      [0, 0, "k0", 1, "u", 1, "a", null],
      [0, 1, "k1", 1, "u", 9007199254740993n, "zwölf Boxkämpfer", '{"new":[1]}'],
      [0, 3, "k3", 1, "d", null, null, null],
    ]);
    const state = await readState(on.ledger, on.stream.name);
    expect(state.positions).toEqual(new Map([[0, 4]]));
    expect(await on.rows("select _offset, error_code from _tsdbt.stream_dlq")).toEqual([
      [2, "BAD_JSON"],
    ]);
  });

  test("leaves nothing when the work inside it fails", async () => {
    await using on = await testLanding(type, { columns });
    const inBatch = () => Promise.reject(new Error("model failed"));
    await expect(on.landValues(['{"id": 1}', "{"], { inBatch })).rejects.toThrow("model failed");
    expect(await on.rows("select count(*) from main.clicks")).toEqual([[0]]);
    expect(await on.rows("select count(*) from _tsdbt.stream_dlq")).toEqual([[0]]);
    const state = await readState(on.ledger, on.stream.name);
    expect(state.positions).toEqual(new Map([[0, 0]]));
  });

  test("that does not begin where the ledger stands is refused", async () => {
    await using on = await testLanding(type, { columns });
    await expect(on.land([blockOf(['{"id": 1}'], 7)])).rejects.toMatchObject({
      code: "POSITIONS_MOVED",
    });
    expect(await on.rows("select count(*) from main.clicks")).toEqual([[0]]);
  });
});
