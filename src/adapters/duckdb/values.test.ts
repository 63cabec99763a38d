import { afterAll, beforeAll, expect, test } from "vitest";
import type { Adapter, Session } from "../adapter.ts";
import { openDuckdb } from "./open.ts";

let adapter: Adapter;
let session: Session;
beforeAll(async () => {
  adapter = await openDuckdb({ credentials: { settings: { TimeZone: "UTC" } }, baseDir: "." });
  session = await adapter.connect("test");
});
afterAll(() => adapter[Symbol.asyncDispose]());

test.each([
  ["1::tinyint", "integer", "TINYINT", 1],
  [
    "170141183460469231731687303715884105727::hugeint",
    "integer",
    "HUGEINT",
    170141183460469231731687303715884105727n,
  ],
  ["12::hugeint", "integer", "HUGEINT", 12],
  ["18446744073709551615::ubigint", "integer", "UBIGINT", 18446744073709551615n],
  ["1.500::decimal(18,3)", "decimal", "DECIMAL(18,3)", "1.500"],
  ["-0.05::decimal(4,2)", "decimal", "DECIMAL(4,2)", "-0.05"],
  ["1.5::float", "float", "FLOAT", 1.5],
  ["'x'::varchar", "text", "VARCHAR", "x"],
  ["date '0044-03-15'", "date", "DATE", "0044-03-15"],
  ["time '01:02:03.25'", "time", "TIME", "01:02:03.25"],
  [
    "timestamp '2024-01-02 03:04:05.123456'",
    "timestamp",
    "TIMESTAMP",
    "2024-01-02 03:04:05.123456",
  ],
  ["timestamp '2024-01-02'", "timestamp", "TIMESTAMP", "2024-01-02 00:00:00"],
  ["'infinity'::timestamp", "timestamp", "TIMESTAMP", "infinity"],
  [
    "timestamptz '2024-01-02 03:04:05+02'",
    "timestamptz",
    "TIMESTAMP WITH TIME ZONE",
    "2024-01-02 01:04:05+00",
  ],
  ["interval '1 month 2 days 3 hours'", "interval", "INTERVAL", "1 month 2 days 03:00:00"],
  [
    "'00000000-0000-0000-0000-0000000000aa'::uuid",
    "uuid",
    "UUID",
    "00000000-0000-0000-0000-0000000000aa",
  ],
  ["'{\"a\": 1}'::json", "json", "JSON", '{"a": 1}'],
  ["'b'::enum('a', 'b')", "text", "ENUM('a', 'b')", "b"],
  ["[1, null, 3]", "list", "INTEGER[]", [1, null, 3]],
  ["[1.5, 2]::decimal(3,1)[2]", "list", "DECIMAL(3,1)[2]", ["1.5", "2.0"]],
  [
    "{'a': 1, 'b': [date '2024-01-02']}",
    "struct",
    'STRUCT("a" INTEGER, "b" DATE[])',
    { a: 1, b: ["2024-01-02"] },
  ],
  ["map {'k': 1, 'l': null}", "map", "MAP(VARCHAR, INTEGER)", { k: 1, l: null }],
  ["null", "integer", "INTEGER", null],
])("%s is a cell of kind %s", async (expression, kind, type, value) => {
  const { columns, rows } = await session.execute(`select ${expression} as x`, { fetch: true });
  expect(columns).toEqual([{ name: "x", kind, type }]);
  expect(rows).toEqual([[value]]);
});

test("a blob is bytes", async () => {
  const { rows } = await session.execute("select 'a\\xFF'::blob", { fetch: true });
  expect(rows[0]![0]).toEqual(new Uint8Array([97, 255]));
});

test("texts of moments are the database's own", async () => {
  const moments = [
    "2024-06-01 12:00:00.5+00",
    "1969-12-31 23:59:59.999999+00",
    "0001-01-01 00:00:00+00",
  ];
  for (const moment of moments) {
    const sql = `select timestamptz '${moment}' as a, (timestamptz '${moment}')::varchar as b`;
    const { rows } = await session.execute(sql, { fetch: true });
    expect(rows[0]![0]).toBe(rows[0]![1]);
  }
});
