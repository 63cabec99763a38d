/** Rows that are appended to Postgres hold what its own reading of the same text gives, whatever type the columns have. */
import { expect, test } from "vitest";
import { freshAdapter } from "../../test/landing-fixture.ts";
import { describePostgres } from "../../test/postgres-database.ts";
import type { Session } from "../adapter.ts";
import type { AppendCell, AppendKind } from "../append.ts";

const identifier = "appended";
const table = { database: null, schema: "public", identifier };

async function appendTo(
  session: Session,
  sql: string,
  kind: AppendKind,
  cells: readonly AppendCell[],
): Promise<void> {
  await session.execute(`create table public.${identifier} (place integer, cell ${sql})`);
  const columns = [
    { name: "place", kind: "integer" as const, cells: cells.map((_, place) => place) },
    { name: "cell", kind, cells },
  ];
  await session.append(table, { columns, count: cells.length });
}

/** As the server writes them. */
async function textsOf(session: Session): Promise<readonly unknown[]> {
  const sql = `select cell::text from public.${identifier} order by place`;
  return (await session.execute(sql, { fetch: true })).rows.map(([text]) => text);
}

const decimals = [
  ...["0", "1", "-1", "9999", "10000", "100000000", "0.1", "0.01", "0.0001", "0.00001", "-0.5"],
  ...["1.50", "12345.678901", "-123456789012345678901234567890.000000001", "99999999.9999"],
  ...["1e-7", "1E+21", "-2.5e3", "1200e-2", "0.000000000000000000012", "+7", ".5", "5."],
];
const numbers = [
  ...[0, -0, 1, -1, 9999, 10_000, 99_999_999, 1e8, 2 ** 53 - 1, 1e21, 1e-7, 0.1 + 0.2, 5e-324],
  ...[0.03, -12.34, 123456789.1234, 1e15, 1e15 - 1, 0.1, 99_999_999_999.9999, 1 / 3, -1.5e300],
];

/** Type, kind, cells, and how the server writes them. */
const ofTypes = [
  ["jsonb", "json", ['{"b": 1, "a": "ü"}', "[]", null], ['{"a": "ü", "b": 1}', "[]", null]],
  ["text", "text", ["ü€😀", "", null], ["ü€😀", "", null]],
  ["char(3)", "text", ["ab", null], ["ab", null]],
  ["numeric(5,1)", "decimal", [1.25, "-7"], ["1.3", "-7.0"]],
  ["numeric(39,0)", "integer", [2n ** 127n, -5, 0], [String(2n ** 127n), "-5", "0"]],
  ["real", "float", [0.1, 16_777_217, null], ["0.1", "1.6777216e+07", null]],
  [
    "double precision",
    "float",
    [0.1, Number.NaN, Number.NEGATIVE_INFINITY],
    ["0.1", "NaN", "-Infinity"],
  ],
  ["timestamp(0)", "timestamp", [1_600_000], ["1970-01-01 00:00:02"]],
  [
    "timestamptz",
    "timestamptz",
    [-1, 946_684_800_000_000],
    ["1969-12-31 23:59:59.999999+00", "2000-01-01 00:00:00+00"],
  ],
  ["time(3)", "time", [1_234_567], ["00:00:01.235"]],
] as const;

describePostgres("rows appended to Postgres", () => {
  test.each(["numeric", "numeric(400, 350)"])(
    "hold decimals as the server reads their digits: %s",
    async (sql) => {
      await using on = await freshAdapter("postgres");
      const session = await on.adapter.connect("append");
      const cells = sql === "numeric" ? [...decimals, ...numbers, 2n ** 100n] : [...decimals];
      await appendTo(session, sql, "decimal", cells);
      const digits = cells.map((cell) => `('${Object.is(cell, -0) ? "0" : String(cell)}'::${sql})`);
      const read = await session.execute(
        `select value::text from unnest(array[${digits.join(", ")}]) with ordinality as read(value, place) order by place`,
        { fetch: true },
      );
      expect(await textsOf(session)).toEqual(read.rows.map(([text]) => text));
    },
  );

  test.each(ofTypes)("come in the column's own type: %s", async (sql, kind, cells, texts) => {
    await using on = await freshAdapter("postgres");
    const session = await on.adapter.connect("append");
    await session.execute("set timezone = 'UTC'");
    await appendTo(session, sql, kind, cells);
    expect(await textsOf(session)).toEqual(texts);
  });

  test("go as text into types that are not built in, or not what the cells are", async () => {
    await using on = await freshAdapter("postgres");
    const session = await on.adapter.connect("append");
    await session.execute("create domain public.positive as integer check (value > 0)");
    await appendTo(session, "public.positive", "integer", [1, 2]);
    expect(await textsOf(session)).toEqual(["1", "2"]);
    await session.execute(`drop table public.${identifier}`);
    await appendTo(session, "varchar", "integer", [7, null]);
    expect(await textsOf(session)).toEqual(["7", null]);
  });

  test("follow a column whose type was changed since the last ones", async () => {
    await using on = await freshAdapter("postgres");
    const session = await on.adapter.connect("append");
    await appendTo(session, "integer", "integer", [1]);
    const columns = [{ name: "cell", kind: "integer" as const, cells: [2] }];
    await session.execute(`alter table public.${identifier} alter column cell type bigint`);
    await session.append(table, { columns, count: 1 });
    expect(await textsOf(session)).toEqual(["1", "2"]);
  });

  test("say what the column refuses", async () => {
    await using on = await freshAdapter("postgres");
    const session = await on.adapter.connect("append");
    await expect(appendTo(session, "varchar(2)", "text", ["abc"])).rejects.toThrow(/too long/);
    await session.execute(`drop table public.${identifier}`);
    await expect(appendTo(session, "text", "text", ["a\0b"])).rejects.toThrow(/invalid byte/);
  });
});
