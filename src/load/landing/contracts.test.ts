/** What becomes of records that do not fit, in each contract mode, with the same answer on both databases. */
import { expect, test } from "vitest";
import type { AdapterType } from "../../adapters/dialects.ts";
import {
  column,
  describeDatabases,
  recordOf,
  type TestLanding,
  testLanding,
  testNow,
} from "../../test/landing-fixture.ts";
import type { ContractMode } from "../stream.ts";
import { openLanding } from "./landing-table.ts";

const columns = (contract: ContractMode) => [
  column("id", "integer", { contract, nullable: false }),
  column("price", "decimal(6,2)", { contract }),
  column("day", "date", { contract }),
  column("note", "varchar(10)", { contract }),
];

const bronze = (on: TestLanding, names: string) =>
  on.rows(`select _offset, ${names}, _extra, _flags from main.clicks order by 1`);

const letters = (on: TestLanding) =>
  on.rows("select _offset, error_code from _tsdbt.stream_dlq order by 1");

describeDatabases("contract: strict", (type) => {
  test("refuses records with fields that do not fit, are new, or miss", async () => {
    await using on = await testLanding(type, {
      columns: columns("strict"),
      contract: "strict",
    });
    await on.landValues([
      '{"id": 1, "price": 10.25, "day": "2026-11-21", "note": "ten chars!"}',
      '{"id": 1, "new": 1}',
      '{"id": 3000000000}',
      '{"id": "1"}',
      '{"price": 1}',
      '{"id": 1, "price": 1.234}',
      '{"id": 1, "day": "2026-11-21T00:00:00Z"}',
      '{"id": 1, "note": "eleven char"}',
      '{"id": 1, "note": 5}',
    ]);
    expect(await bronze(on, "id, price, day, note")).toEqual([
      [0, 1, "10.25", "2026-11-21", "ten chars!", null, null],
    ]);
    expect(await letters(on)).toEqual([
      [1, "NEW_FIELD"],
      [2, "BAD_CAST"],
      [3, "BAD_CAST"],
      [4, "NOT_NULL"],
      [5, "BAD_CAST"],
      [6, "BAD_CAST"],
      [7, "BAD_CAST"],
      [8, "BAD_CAST"],
    ]);
  });
});

describeDatabases("contract: capture", (type) => {
  test("keeps what does not fit in _extra, says so, and converts what loses nothing", async () => {
    await using on = await testLanding(type, { columns: columns("capture") });
    const first = await on.landValues([
      '{"id": "1", "price": "7.5", "day": "2026-11-21T00:00:00Z", "note": 5}',
      '{"id": 2, "price": 1.234, "day": "2026-11-21T10:00:00Z", "note": {"a": 1}}',
      '{"id": 3, "new": null, "deep": {"x": [9007199254740993]}}',
      '{"id": 3000000000}',
      '{"id": null}',
    ]);
    expect(await bronze(on, "id, price, day, note")).toEqual([
      [0, 1, "7.50", "2026-11-21", "5", null, null],
      [
        ...[1, 2, null, null, null],
        '{"price":1.234,"day":"2026-11-21T10:00:00Z","note":{"a":1}}',
        "BAD_CAST:price,BAD_CAST:day,BAD_CAST:note",
      ],
      [2, 3, null, null, null, '{"new":null,"deep":{"x":[9007199254740993]}}', null],
    ]);
    expect(await letters(on)).toEqual([
      [3, "BAD_CAST"],
      [4, "NOT_NULL"],
    ]);
    const misfits = ["price", "day", "note"].map((name) => `values that do not fit column ${name}`);
    expect(first.schemaChanges).toEqual([...misfits, "new field new", "new field deep"]);
    const second = await on.landValues(['{"id": 6, "new": 1}']);
    expect(second.schemaChanges).toEqual([]);
  });

  test("keeps the value as it came beside what drifted", async () => {
    await using on = await testLanding(type, { columns: columns("capture") });
    await on.landValues(['{"id": 1}', '{"id": 2, "new": "ü"}']);
    expect(await on.rows("select _raw from main.clicks order by _offset")).toEqual([
      [null],
      ['{"id": 2, "new": "ü"}'],
    ]);
  });

  test("gives columns that are declared later to the rows that follow", async () => {
    await using on = await testLanding(type, { columns: columns("capture") });
    await on.landValues(['{"id": 1, "coupon": "A"}']);
    const stream = { ...on.stream, columns: [...on.stream.columns, column("coupon", "varchar")] };
    const landing = await openLanding(on.ledger, stream, testNow);
    await on.landValues(['{"id": 2, "coupon": "B"}'], { landing });
    expect(await bronze(on, "id, coupon")).toEqual([
      [0, 1, null, '{"coupon":"A"}', null],
      [1, 2, "B", null, null],
    ]);
  });

  test("does not start on a table whose column is declared otherwise now", async () => {
    await using on = await testLanding(type, { columns: columns("capture") });
    const changed = { ...on.stream, columns: [column("price", "double")] };
    await expect(openLanding(on.ledger, changed, testNow)).rejects.toMatchObject({
      code: "STREAM_COLUMN_CHANGED",
    });
    await on.session.execute("create table main.taken (id integer)");
    const taken = { ...on.stream, table: { ...on.stream.table, identifier: "taken" } };
    await expect(openLanding(on.ledger, taken, testNow)).rejects.toMatchObject({
      code: "STREAM_TABLE_TAKEN",
    });
  });
});

const evolving = (type: AdapterType) =>
  testLanding(type, { columns: columns("evolve"), contract: "evolve" });

describeDatabases("a new field in contract: evolve", (type) => {
  test("adds columns for new fields, of a type that all values of the batch fit", async () => {
    await using on = await evolving(type);
    const batch = await on.landValues([
      '{"id": 1, "coupon": "A", "score": 1, "big": 1, "mixed": 1, "tags": ["x"], "ok": true}',
      '{"id": 2, "score": 1.5, "big": 9223372036854775808, "mixed": "a", "none": null}',
    ]);
    expect(batch.schemaChanges).toEqual([
      "added column coupon varchar",
      `added column score ${type === "postgres" ? "double precision" : "double"}`,
      "added column big decimal(38,0)",
      "added column mixed varchar",
      "added column tags json",
      "added column ok boolean",
    ]);
    expect(await bronze(on, "id, coupon, score, big, mixed, tags, ok")).toEqual([
      [0, 1, "A", 1, "1", "1", '["x"]', true, null, null],
      [1, 2, null, 1.5, "9223372036854775808", "a", null, null, null, null],
    ]);
  });

  test("changes the table and adds the rows together, or neither", async () => {
    await using on = await evolving(type);
    const inBatch = () => Promise.reject(new Error("model failed"));
    const values = ['{"id": 3000000000, "coupon": "A"}'];
    await expect(on.landValues(values, { inBatch })).rejects.toThrow("model failed");
    const names = async () =>
      (await on.adapter.columnsOf(on.session, on.stream.table)).map(({ name }) => name);
    expect(await names()).not.toContain("coupon");
    await on.landValues(values);
    expect(await bronze(on, "id, coupon")).toEqual([[0, 3000000000, "A", null, null]]);
  });

  test("keeps fields in _extra whose names no column can have", async () => {
    await using on = await evolving(type);
    await on.landValues([`{"id": 1, "_OFFSET": 5, "": 1, "${"x".repeat(64)}": 2, "ID": 7}`]);
    expect(await bronze(on, "id")).toEqual([
      [0, 1, `{"_OFFSET":5,"":1,"${"x".repeat(64)}":2,"ID":7}`, null],
    ]);
  });
});

describeDatabases("a value that does not fit in contract: evolve", (type) => {
  test("widens columns, and puts what no wider type takes beside them", async () => {
    await using on = await evolving(type);
    await on.landValues(['{"id": 1, "price": 1.25, "day": "2026-11-20", "note": "x"}']);
    await on.landValues([
      '{"id": 3000000000, "price": 123456.789, "day": "2026-11-21T10:00:00Z", "note": "eleven char"}',
      '{"id": 2, "price": "abc"}',
      '{"id": 3, "price": 2}',
    ]);
    const rows = await bronze(on, "id, price, price__varchar, day, note");
    const midnight = "2026-11-20 00:00:00";
    // A column keeps its type when one value of the batch asks for another kind; the rest goes beside it.
    expect(rows).toEqual([
      [0, 1, "1.25", null, midnight, "x", null, null],
      [1, 3000000000, null, "123456.789", "2026-11-21 10:00:00", "eleven char", null, null],
      [2, 2, null, "abc", null, null, null, null],
      [3, 3, "2.00", null, null, null, null, null],
    ]);
    const again = await openLanding(on.ledger, on.stream, testNow);
    await on.landValues(['{"id": 4000000000, "price": "def"}'], { landing: again });
    expect(await bronze(on, "id, price__varchar")).toContainEqual([
      ...[4, 4000000000, "def", null, null],
    ]);
  });
});

describeDatabases("key and headers", (type) => {
  test("are kept as text where they are text", async () => {
    await using on = await testLanding(type, { columns: [] });
    const headers = [
      ["trace", Buffer.from("a")],
      ["hop", Buffer.from("1")],
      ["hop", null],
      ["bytes", Buffer.from([0xff])],
    ] as const;
    const records = [
      recordOf("{}", 0, { key: Buffer.from("ключ"), headers }),
      recordOf("{}", 1, { key: Buffer.from([0xff, 0x00]) }),
      recordOf("{}", 2, { key: null, timestamp: -1 }),
    ];
    const block = { partition: 0, topic: "clicks", from: 0, to: 3, records, skipped: 0, bytes: 6 };
    await on.land([block]);
    expect(
      await on.rows("select _key, _headers, _flags from main.clicks order by _offset"),
    ).toEqual([
      ["ключ", '{"trace":"a","hop":["1",null],"bytes":{"base64":"/w=="}}', null],
      ["\\xff00", null, "BAD_KEY"],
      [null, null, null],
    ]);
  });

  test("are kept as bytes where the stream says so", async () => {
    await using on = await testLanding(type, { columns: [], keyFormat: "bytes" });
    const block = {
      ...{ partition: 0, topic: "clicks", from: 0, to: 1, skipped: 0, bytes: 2 },
      records: [recordOf("{}", 0, { key: Buffer.from([0xff, 0x00]) })],
    };
    await on.land([block]);
    expect(await on.rows("select _key from main.clicks")).toEqual([[new Uint8Array([0xff, 0])]]);
  });
});
