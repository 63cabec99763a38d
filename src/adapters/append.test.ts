/** Rows appended column by column come back as they went in, on both databases, across DuckDB's chunks of 2048 rows. */
import { expect, test } from "vitest";
import { describeDatabases, freshAdapter } from "../test/landing-fixture.ts";
import type { Cell, Session } from "./adapter.ts";
import type { AppendCell, AppendColumn, AppendKind } from "./append.ts";

const table = { database: null, schema: "main", identifier: "appended" };

interface Case {
  readonly kind: AppendKind;
  readonly sql: string;
  readonly cells: readonly AppendCell[];
  /** How they are read; as they went in where absent. */
  readonly read?: readonly Cell[];
}

const long = "a text that is longer than the twelve bytes which DuckDB keeps in place";

const cases: readonly Case[] = [
  { kind: "boolean", sql: "boolean", cells: [true, false, null] },
  { kind: "integer", sql: "smallint", cells: [-32768, 32767, null, 0] },
  { kind: "integer", sql: "integer", cells: [-2147483648, 2147483647, null] },
  {
    kind: "integer",
    sql: "bigint",
    cells: [
      -1,
      0,
      -4294967296,
      4294967295,
      2 ** 53 - 1,
      -(2 ** 53) + 1,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ],
  },
  { kind: "float", sql: "real", cells: [1.5, -0.25, null] },
  { kind: "float", sql: "double precision", cells: [0.1, -1e300, 5e-324, null] },
  {
    kind: "decimal",
    sql: "decimal(4,2)",
    cells: [12.34, -0.01, "99.99", null],
    read: ["12.34", "-0.01", "99.99", null],
  },
  {
    kind: "decimal",
    sql: "decimal(9,4)",
    cells: [12345.6789, "-1", null],
    read: ["12345.6789", "-1.0000", null],
  },
  {
    kind: "decimal",
    sql: "decimal(18,6)",
    cells: [0.1, 1e-6, -123456789.123456, "999999999999.999999"],
    read: ["0.100000", "0.000001", "-123456789.123456", "999999999999.999999"],
  },
  {
    kind: "decimal",
    sql: "decimal(38,10)",
    cells: [1e-7, "-1234567890123456789012345678.0123456789"],
    read: ["0.0000001000", "-1234567890123456789012345678.0123456789"],
  },
  { kind: "text", sql: "varchar", cells: ["", "short", long, "ü€😀", "\\N", "a\tb\nc\rd\\", null] },
  { kind: "json", sql: "json", cells: ['{"a":"\\n"}', "[1]", null] },
  {
    kind: "uuid",
    sql: "uuid",
    cells: ["6f9619ff-8b86-d011-b42d-00c04fc964ff", "00000000-0000-0000-0000-000000000000", null],
  },
  {
    kind: "blob",
    sql: "bytea",
    cells: [new Uint8Array([0, 255]), new Uint8Array(), new Uint8Array(40).fill(7), null],
  },
  { kind: "date", sql: "date", cells: [0, -1, null], read: ["1970-01-01", "1969-12-31", null] },
  {
    kind: "time",
    sql: "time",
    cells: [0, 86_399_999_999, null],
    read: ["00:00:00", "23:59:59.999999", null],
  },
  {
    kind: "timestamp",
    sql: "timestamp",
    cells: [0, -1, 253_402_300_799_999_999n, -62_135_596_800_000_000n, null],
    read: [
      ...["1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "9999-12-31 23:59:59.999999"],
      ...["0001-01-01 00:00:00", null],
    ],
  },
];

const isPostgres = (session: Session): boolean => session.copyIn !== undefined;

/** The same cells as bytes or as numbers, where the kind can be had so. */
function packed(kind: AppendKind, cells: readonly AppendCell[]): AppendColumn["cells"] {
  if (kind === "boolean" || kind === "uuid") return cells;
  if (kind !== "text" && kind !== "json" && kind !== "blob")
    return {
      numbers: Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : 0)),
      others: new Map([...cells.entries()].filter(([, cell]) => typeof cell !== "number")),
    };
  const parts = cells.map((cell) => Buffer.from((cell ?? "") as string));
  const lengths = Int32Array.from(parts, (part, row) => (cells[row] === null ? -1 : part.length));
  const starts = new Int32Array(parts.length);
  for (let row = 1; row < parts.length; row++)
    starts[row] = starts[row - 1]! + parts[row - 1]!.length;
  return { bytes: Buffer.concat(parts), starts, lengths };
}

describeDatabases("rows that are appended", (type) => {
  test.each(cases)(
    "hold what they were given: $sql",
    async ({ kind, sql, cells, read = cells }) => {
      await using on = await freshAdapter(type);
      const session = await on.adapter.connect("append");
      await session.execute("create schema if not exists main");
      await session.execute(
        `create table main.appended (place integer, cell ${sql}, packed ${sql}, same varchar)`,
      );
      // More than two chunks, and the last one not full.
      const count = 2048 * 2 + 7;
      const cell = (row: number): AppendCell => cells[row % cells.length]!;
      const all = Array.from({ length: count }, (_, row) => cell(row));
      const columns: AppendColumn[] = [
        { name: "place", kind: "integer", cells: Array.from({ length: count }, (_, row) => row) },
        { name: "cell", kind, cells: all },
        { name: "packed", kind, cells: packed(kind, all) },
        { name: "same", kind: "text", cells: { constant: long } },
      ];
      await session.append(table, { columns, count });
      const { rows } = await session.execute("select * from main.appended order by place", {
        fetch: true,
      });
      expect(rows).toEqual(
        Array.from({ length: count }, (_, row) => {
          const expected = read[row % read.length];
          return [row, expected, expected, long];
        }),
      );
    },
  );

  test("belong to the session's transaction", async () => {
    await using on = await freshAdapter(type);
    const session = await on.adapter.connect("append");
    await session.execute("create schema if not exists main");
    await session.execute("create table main.appended (cell integer)");
    await session.begin();
    const columns: AppendColumn[] = [{ name: "cell", kind: "integer", cells: [1] }];
    await session.append(table, { columns, count: 1 });
    await session.rollback();
    const { rows } = await session.execute("select count(*) from main.appended", { fetch: true });
    expect(rows).toEqual([[0]]);
  });

  test("are told by the database where they break its rules", async () => {
    await using on = await freshAdapter(type);
    const session = await on.adapter.connect("append");
    await session.execute("create schema if not exists main");
    await session.execute("create table main.appended (cell integer not null)");
    const columns: AppendColumn[] = [{ name: "cell", kind: "integer", cells: [null] }];
    await expect(session.append(table, { columns, count: 1 })).rejects.toMatchObject({
      code: "SQL_CONSTRAINT",
    });
    const missing = { ...table, identifier: "no_such_table" };
    await expect(session.append(missing, { columns, count: 1 })).rejects.toMatchObject({
      code: isPostgres(session) ? "SQL_NAME_NOT_FOUND" : /^SQL_/,
    });
  });
});
