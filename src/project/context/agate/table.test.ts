import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter, Session } from "../../../adapters/adapter.ts";
import { openDuckdb } from "../../../adapters/duckdb/open.ts";
import { Dict, repr, str, type Value } from "../../../jinja/index.ts";
import { callMethod, get } from "../../../test/python-calls.ts";
import { csvText } from "./csv.ts";
import { tableOfResult } from "./from-result.ts";
import { jsonText, printedTable } from "./print.ts";
import { Table } from "./table.ts";

let adapter: Adapter;
let session: Session;
beforeAll(async () => {
  adapter = await openDuckdb({ credentials: { settings: { TimeZone: "UTC" } }, baseDir: "." });
  session = await adapter.connect("test");
});
afterAll(() => adapter[Symbol.asyncDispose]());

const query = async (sql: string): Promise<Table> =>
  tableOfResult(await session.execute(sql, { fetch: true }));

const printing = { maxRows: 20, maxColumns: 6, maxColumnWidth: 20, maxPrecision: 3 };
const small = "select * from (values (1, 'x'), (3, 'y'), (1, 'x'), (null, null)) as t(a, b)";
const rowsOf = (table: Value): Value[][] => (table as Table).rows.map((row) => [...row.values]);

// What dbt-duckdb gives for the same expression: agate's type, Python's repr and str.
test.each([
  ["1", "Integer", "1", "1"],
  ["99999999999999999999::hugeint", "Integer", "99999999999999999999", "99999999999999999999"],
  ["2.5::double", "Number", "Decimal('2.5')", "2.5"],
  ["3.0::double", "Number", "Decimal('3.0')", "3.0"],
  ["1.50::decimal(10,2)", "Number", "Decimal('1.50')", "1.50"],
  ["5::decimal(10,0)", "Number", "Decimal('5')", "5"],
  ["'x'", "Text", "'x'", "x"],
  ["true", "Boolean", "True", "True"],
  ["date '2024-01-02'", "Date", "datetime.date(2024, 1, 2)", "2024-01-02"],
  [
    "timestamp '2024-01-02 03:04:05.123'",
    "DateTime",
    "datetime.datetime(2024, 1, 2, 3, 4, 5, 123000)",
    "2024-01-02 03:04:05.123000",
  ],
  ["time '01:02:03'", "Text", "'01:02:03'", "01:02:03"],
  ["interval 1 day", "Text", "'1 day, 0:00:00'", "1 day, 0:00:00"],
  ["interval 1 month", "Text", "'30 days, 0:00:00'", "30 days, 0:00:00"],
  ["[1, 2]", "Text", "'[1, 2]'", "[1, 2]"],
  ["{'a': 1}", "Text", `'{"a": 1}'`, '{"a": 1}'],
  ["'ab'::blob", "Text", `"b'ab'"`, "b'ab'"],
  ["null", "Integer", "None", "None"],
])("%s is what dbt makes of it", async (expression, type, shown, text) => {
  const table = await query(`select ${expression} as x`);
  const value = table.rows[0]!.values[0]!;
  expect([table.columnTypes[0]!.pyType, repr(value), str(value)]).toEqual([type, shown, text]);
});

test("a moment with a zone knows it", async () => {
  const table = await query("select timestamptz '2024-01-02 03:04:05+00' as x");
  expect(str(table.rows[0]!.values[0]!)).toBe("2024-01-02 03:04:05+00:00");
});

describe("columns and rows", () => {
  test("a table has columns by number and by name, with their values", async () => {
    const table = await query(small);
    const columns = get(table, "columns");
    const byNumber = (columns as Table).pyGetItem(0)!;
    const byName = (columns as Table).pyGetItem("a")!;
    expect(repr(callMethod(byNumber, "values"))).toBe("(1, 3, 1, None)");
    expect(repr(callMethod(byName, "values_distinct"))).toBe("(1, 3, None)");
    expect(callMethod(byName, "values_sorted")).toEqual([1, 1, 3, null]);
    expect(repr(callMethod(byName, "values_without_nulls"))).toBe("(1, 3, 1)");
    expect(get(byName, "name")).toBe("a");
    expect(repr(get(table, "column_names"))).toBe("('a', 'b')");
    expect(repr(columns)).toBe(
      "<agate.MappedSequence: (<agate.Column: (1, 3, 1, None)>, <agate.Column: ('x', 'y', 'x', None)>)>",
    );
  });

  test("a table has rows by number, whose values go by name and number", async () => {
    const table = await query(small);
    const row = table.pyGetItem(-3)!;
    expect([get(row, "a"), get(row, "b"), (row as Table).pyGetItem(1)]).toEqual([3, "y", "y"]);
    expect(repr(callMethod(row, "values"))).toBe("(3, 'y')");
    expect(repr(callMethod(row, "dict"))).toBe("{'a': 3, 'b': 'y'}");
    expect(callMethod(row, "get", ["c", "none"])).toBe("none");
    expect(table.pyLen()).toBe(4);
    expect([...table.pyIter()]).toHaveLength(4);
  });
});

describe("tables made of a table", () => {
  test("select, exclude and rename columns", async () => {
    const table = await query(small);
    expect(rowsOf(callMethod(table, "select", [["b"]]))).toEqual([["x"], ["y"], ["x"], [null]]);
    expect(repr(get(callMethod(table, "exclude", ["b"]), "column_names"))).toBe("('a',)");
    const renamed = callMethod(table, "rename", [], { column_names: Dict.of([["a", "id"]]) });
    expect(repr(get(renamed, "column_names"))).toBe("('id', 'b')");
  });

  test("order with nulls last, limit, and keep the first of equal rows", async () => {
    const table = await query(small);
    expect(rowsOf(callMethod(table, "order_by", ["a"]))).toEqual([
      [1, "x"],
      [1, "x"],
      [3, "y"],
      [null, null],
    ]);
    expect(rowsOf(callMethod(table, "order_by", ["a"], { reverse: true }))[0]).toEqual([
      null,
      null,
    ]);
    expect(rowsOf(callMethod(table, "limit", [1]))).toEqual([[1, "x"]]);
    expect(rowsOf(callMethod(table, "limit", [1, 3]))).toEqual([
      [3, "y"],
      [1, "x"],
    ]);
    // With several columns agate finds no two rows equal.
    expect(rowsOf(callMethod(table, "distinct", [["a", "b"]]))).toEqual(rowsOf(table));
    expect(rowsOf(callMethod(table, "distinct", ["a"]))).toEqual([
      [1, "x"],
      [3, "y"],
      [null, null],
    ]);
  });

  test("group rows by a column", async () => {
    const groups = callMethod(await query(small), "group_by", ["b"]);
    expect(repr(callMethod(groups, "keys"))).toBe("('x', 'y', None)");
    expect(rowsOf(get(groups, "x"))).toEqual([
      [1, "x"],
      [1, "x"],
    ]);
  });
});

describe("results", () => {
  test("give a second column of the same name a number", async () => {
    const table = await query("select 1 as a, 2 as a, 3 as a");
    expect(table.columnNames).toEqual(["a", "a_2", "a_3"]);
  });

  test("without rows have their columns", async () => {
    const table = await query("select 1 as a where false");
    expect(table.columnNames).toEqual(["a"]);
    expect(table.rows).toEqual([]);
    expect(Table.empty().columnNames).toEqual([]);
  });
});

describe("printing", () => {
  test("a table is Markdown, cut where it is wide", async () => {
    const table = await query(
      "select 1 as i, 2.5::double as f, 'x' as s, true as b, date '2024-01-02' as dt, timestamp '2024-01-02 03:04:05.123' as ts",
    );
    expect(printedTable(table, printing)).toBe(
      [
        "| i |   f | s |    b |         dt |                   ts |",
        "| - | --- | - | ---- | ---------- | -------------------- |",
        "| 1 | 2.5 | x | True | 2024-01-02 | 2024-01-02 03:04:... |",
        "",
      ].join("\n"),
    );
    expect(str(table)).toBe(
      [
        "| column | data_type |",
        "| ------ | --------- |",
        "| i      | Integer   |",
        "| f      | Number    |",
        "| s      | Text      |",
        "| b      | Boolean   |",
        "| dt     | Date      |",
        "| ts     | DateTime  |",
        "",
      ].join("\n"),
    );
  });

  test("decimals lose zeros at their end", async () => {
    const table = await query("select 1.50::decimal(10,2) as d, 3.0::double as w");
    expect(printedTable(table, printing)).toBe("|   d | w |\n| --- | - |\n| 1.5 | 3 |\n");
  });

  test("CSV and JSON are agate's", async () => {
    const table = await query(
      "select 1 as i, 'a,\"b\"' as s, null as n, timestamp '2024-01-02 03:04:05' as ts",
    );
    expect(csvText(table)).toBe('i,s,n,ts\n1,"a,""b""",,2024-01-02T03:04:05\n');
    expect(jsonText(table)).toBe(
      '[{"i": 1, "s": "a,\\"b\\"", "n": null, "ts": "2024-01-02T03:04:05"}]',
    );
  });
});
