/** Values that programs send by mistake: each becomes a row or a dead letter, the same on every database, and none stops a stream. */
import { expect, test } from "vitest";
import { column, describeDatabases, testLanding } from "./landing-fixture.ts";

const columns = [
  column("id", "bigint"),
  column("name", "varchar"),
  column("price", "decimal(10,2)"),
  column("payload", "json"),
];

const good = (id: number): string => `{"id": ${id}, "name": "good"}`;

/** Each with what becomes of it: a code of the dead-letter table, or the row (id, name, price, _extra, _flags, _op). */
const values: readonly (readonly [
  what: string,
  value: string | Buffer | null,
  expected: unknown,
])[] = [
  ["malformed", '{"id": 1', "BAD_JSON"],
  ["empty", "", "BAD_JSON"],
  ["no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "BAD_UTF8"],
  ["an escaped NUL", String.raw`{"id": 1, "name": "a\u0000b"}`, "UNSTORABLE"],
  [
    "an escaped NUL deep within",
    String.raw`{"id": 1, "payload": {"a": [{"b": "\u0000"}]}}`,
    "UNSTORABLE",
  ],
  ["a NUL byte", '{"id": 1, "name": "\u0000"}', "BAD_JSON"],
  ["half a surrogate pair", String.raw`{"id": 1, "name": "\ud800"}`, "UNSTORABLE"],
  ["NaN", '{"id": 1, "price": NaN}', "BAD_JSON"],
  ["Infinity", '{"id": 1, "price": -Infinity}', "BAD_JSON"],
  ["a scalar", "42", "NOT_OBJECT"],
  ["a list", "[1, 2]", "NOT_OBJECT"],
  ["the text null", "null", "NOT_OBJECT"],
  ["5000 objects deep", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, "TOO_DEEP"],
  ["too large", `{"id": 1, "name": "${"x".repeat(1_048_577)}"}`, "TOO_LARGE"],
  ["a tombstone", null, [null, null, null, null, null, "d"]],
  [
    "an integer beyond 2^53",
    '{"id": 9007199254740993}',
    [9007199254740993n, null, null, null, null, "u"],
  ],
  ["a field twice", '{"id": 1, "id": 2}', [2, null, null, null, null, "u"]],
  ["a wrong type", '{"id": "x", "name": "n"}', [null, "n", null, { id: "x" }, "BAD_CAST:id", "u"]],
  [
    "a fraction too long",
    '{"id": 3, "price": 0.125}',
    [3, null, null, { price: 0.125 }, "BAD_CAST:price", "u"],
  ],
  [
    "an exponent beyond all",
    '{"id": 3, "price": 1e999}',
    [3, null, null, { price: "1e999" }, "BAD_CAST:price", "u"],
  ],
  [
    "a field that nobody declared",
    '{"id": 4, "new": [true]}',
    [4, null, null, { new: [true] }, null, "u"],
  ],
  [
    "a field called __proto__",
    '{"id": 5, "__proto__": 6}',
    [5, null, null, { ["__proto__"]: 6 }, null, "u"],
  ],
  [
    "half of a column's name in SQL",
    `{"id": 6, "name": "'; drop table clicks; --"}`,
    [6, "'; drop table clicks; --", null, null, null, "u"],
  ],
];

describeDatabases("poison values", (type) => {
  test("become a row or a dead letter, each between good rows that are not touched", async () => {
    await using on = await testLanding(type, { columns });
    const all = values.flatMap(([, value], index) => [good(index), value, good(index)]);
    const isRow = values.map(([, , expected]) => Array.isArray(expected));
    const rowCount = 2 * values.length + isRow.filter(Boolean).length;
    expect(await on.landValues(all)).toMatchObject({
      ...{ fetched: all.length, rows: rowCount, dlq: all.length - rowCount, dropped: 0 },
      tombstones: 1,
    });
    const rows = await on.rows(
      "select _offset, id, name, price, _extra, _flags, _op from main.clicks where _offset % 3 = 1",
    );
    const letters = await on.rows("select _offset, error_code from _tsdbt.stream_dlq");
    const found = new Map<unknown, unknown>(letters.map(([offset, code]) => [offset, code]));
    for (const [offset, id, name, price, extra, ...rest] of rows) {
      found.set(offset, [id, name, price, extra && JSON.parse(String(extra)), ...rest]);
    }
    const became = values.map(([what], index) => [what, found.get(3 * index + 1)]);
    expect(became).toEqual(values.map(([what, , expected]) => [what, expected]));
    expect(await on.rows("select count(*)::int from main.clicks where name = 'good'")).toEqual([
      [2 * values.length],
    ]);
  });
});
