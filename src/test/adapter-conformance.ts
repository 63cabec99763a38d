/** What every adapter has to do, as tests; each adapter runs them on a database of its own. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter, Session } from "../adapters/adapter.ts";
import { SqlError } from "../adapters/sql-error.ts";
import { Problem } from "../core/problem.ts";

export interface ConformanceOptions {
  readonly open: () => Promise<Adapter>;
  /** A query that runs for minutes unless it is stopped. */
  readonly endlessSql: string;
  /** The placeholder of the n-th value, counted from 1. */
  readonly placeholder: (index: number) => string;
}

const failureOf = async (work: Promise<unknown>): Promise<Problem> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Problem)) throw new Error(`expected a Problem, got ${String(thrown)}`);
  return thrown;
};

const schema = "conformance";

/** The database under test; open once `beforeAll` is through. */
interface Fixture {
  adapter: Adapter;
  session: Session;
}

const rowsOf = async ({ session }: Fixture, sql: string) =>
  (await session.execute(sql, { fetch: true })).rows;

const relation = ({ adapter }: Fixture, identifier: string) => ({
  database: adapter.database,
  schema,
  identifier,
});

/** Declares the tests. */
export function testAdapter(name: string, options: ConformanceOptions): void {
  describe(`the ${name} adapter`, () => {
    const fixture = {} as Fixture;
    beforeAll(async () => {
      fixture.adapter = await options.open();
      fixture.session = await fixture.adapter.connect("one");
      await fixture.session.execute(`create schema ${schema}`);
    });
    afterAll(async () => {
      await fixture.adapter[Symbol.asyncDispose]();
    });
    testBasics(fixture, name);
    testQueries(fixture, options);
    testTransactions(fixture);
    testMetadata(fixture);
    testErrors(fixture);
    testLifetime(fixture, options);
  });
}

function testBasics(fixture: Fixture, name: string): void {
  test("tells its name, version and database", () => {
    const { adapter } = fixture;
    expect(adapter.name).toBe(name);
    expect(adapter.version).toMatch(/^\d+\.\d+/);
    expect(adapter.database).not.toBe("");
  });

  test("quotes names and texts so that the database reads them back", async () => {
    const { adapter, session } = fixture;
    const alias = 'a "quoted" Name';
    const text = "it's — 'ö'";
    const sql = `select ${adapter.literal(text)} as ${adapter.quote(alias)}`;
    const { columns, rows } = await session.execute(sql, { fetch: true });
    expect(columns.map((column) => column.name)).toEqual([alias]);
    expect(rows).toEqual([[text]]);
  });
}

function testQueries(fixture: Fixture, options: ConformanceOptions): void {
  test("gives cells by kind", async () => {
    const { session } = fixture;
    const { columns, rows } = await session.execute(
      `select true as b, 1 as i, cast(9007199254740993 as bigint) as big, cast('1.50' as decimal(10,2)) as d,
          cast(2.5 as double precision) as f, 'x' as t, date '2024-02-29' as dt,
          timestamp '2024-02-29 12:34:56.5' as ts, cast(null as integer) as n`,
      { fetch: true },
    );
    expect(columns.map((column) => column.kind)).toEqual([
      ...["boolean", "integer", "integer", "decimal", "float", "text", "date"],
      ...["timestamp", "integer"],
    ]);
    expect(rows).toEqual([
      [true, 1, 9007199254740993n, "1.50", 2.5, "x", "2024-02-29", "2024-02-29 12:34:56.5", null],
    ]);
  });

  test("runs several statements in one string and gives the last one's rows", async () => {
    expect(await rowsOf(fixture, "select 1; select 2 as two")).toEqual([[2]]);
  });

  test("reads no rows unless asked, and no more than asked", async () => {
    const { session } = fixture;
    const query = "select * from generate_series(1, 5000)";
    expect((await session.execute(query)).rows).toEqual([]);
    expect((await session.execute(query, { fetch: true, limit: 3 })).rows).toHaveLength(3);
    expect((await session.execute(query, { fetch: true })).rows).toHaveLength(5000);
  });

  test("binds values", async () => {
    const { session } = fixture;
    const [one, two, three] = [1, 2, 3].map(options.placeholder);
    const sql = `select cast(${one} as integer), cast(${two} as text), cast(${three} as text)`;
    const { rows } = await session.execute(sql, { fetch: true, values: [7, "it's", null] });
    expect(rows).toEqual([[7, "it's", null]]);
  });
}

function testTransactions(fixture: Fixture): void {
  test("commits and rolls back", async () => {
    const { session } = fixture;
    await session.execute(`create table ${schema}.kept (id integer)`);
    await session.begin();
    expect(session.inTransaction).toBe(true);
    await session.execute(`insert into ${schema}.kept values (1)`);
    await session.rollback();
    expect(session.inTransaction).toBe(false);
    await session.begin();
    await session.execute(`insert into ${schema}.kept values (2)`);
    await session.commit();
    expect(await rowsOf(fixture, `select id from ${schema}.kept`)).toEqual([[2]]);
  });

  test("can go on after a statement failed in a transaction and was rolled back", async () => {
    const { session } = fixture;
    await session.begin();
    await failureOf(session.execute("select * from nowhere_at_all"));
    await session.rollback();
    expect(await rowsOf(fixture, "select 1")).toEqual([[1]]);
  });

  test("keeps transactions of two sessions apart", async () => {
    const { adapter, session } = fixture;
    const other = await adapter.connect("two");
    await session.execute(`create table ${schema}.apart (id integer)`);
    await session.begin();
    await session.execute(`insert into ${schema}.apart values (1)`);
    const seen = await other.execute(`select count(*) from ${schema}.apart`, { fetch: true });
    expect(seen.rows).toEqual([[0]]);
    await session.commit();
    await other[Symbol.asyncDispose]();
  });
}

function testMetadata(fixture: Fixture): void {
  test("lists schemas, and the tables and views of one", async () => {
    const { adapter, session } = fixture;
    await session.execute(`create table ${schema}."Listed" (id integer)`);
    await session.execute(`create view ${schema}.a_view as select * from ${schema}."Listed"`);
    expect(await adapter.listSchemas(session, adapter.database)).toContain(schema);
    const found = await adapter.listRelations(session, adapter.database, schema);
    expect(found).toContainEqual({ ...relation(fixture, "Listed"), type: "table" });
    expect(found).toContainEqual({ ...relation(fixture, "a_view"), type: "view" });
    expect(await adapter.listRelations(session, adapter.database, "missing")).toEqual([]);
  });

  test("tells the columns of a relation in order, and none of one that is missing", async () => {
    const { adapter, session } = fixture;
    await session.execute(
      `create table ${schema}.wide ("Id" integer, price decimal(12,3), name text)`,
    );
    const columns = await adapter.columnsOf(session, relation(fixture, "wide"));
    expect(columns.map((column) => column.name)).toEqual(["Id", "price", "name"]);
    expect(await adapter.columnsOf(session, relation(fixture, "missing"))).toEqual([]);
  });
}

function testErrors(fixture: Fixture): void {
  test("makes problems of errors, with the place in the statement", async () => {
    const { session } = fixture;
    const sql = "select 1,\n  nope\nfrom (select 1 as yes) as t";
    const problem = await failureOf(session.execute(sql));
    expect(problem.code).toBe("SQL_NAME_NOT_FOUND");
    expect(problem.message).toContain("nope");
    expect(problem.cause).toBeInstanceOf(SqlError);
    expect((problem.cause as SqlError).offset).toBe(sql.indexOf("nope"));
  });

  test.each([
    ["SQL_SYNTAX", "select 1 from from x"],
    ["SQL_NAME_NOT_FOUND", "select * from missing_table"],
    ["SQL_NAME_TAKEN", `create table ${schema}.kept (id integer)`],
    ["SQL_BAD_VALUE", "select cast('x' as integer)"],
  ])("gives %s for: %s", async (code, sql) => {
    const { session } = fixture;
    expect((await failureOf(session.execute(sql))).code).toBe(code);
  });

  test("gives SQL_CONSTRAINT for a row that breaks one", async () => {
    const { session } = fixture;
    await session.execute(`create table ${schema}.strict (id integer not null)`);
    const problem = await failureOf(session.execute(`insert into ${schema}.strict values (null)`));
    expect(problem.code).toBe("SQL_CONSTRAINT");
  });
}

function testLifetime(fixture: Fixture, options: ConformanceOptions): void {
  test("cancels the running statement and can go on", async () => {
    const { session } = fixture;
    const running = failureOf(session.execute(options.endlessSql));
    const stop = setInterval(() => session.cancel(), 50);
    const problem = await running;
    clearInterval(stop);
    expect(problem.code).toBe("SQL_CANCELLED");
    expect(await rowsOf(fixture, "select 1")).toEqual([[1]]);
  });

  test("a cancel stops nothing that comes after it", async () => {
    const { session } = fixture;
    for (let round = 0; round < 20; round++) {
      const first = session.execute("select 1").catch(() => undefined);
      session.cancel();
      session.cancel();
      await first;
      session.cancel();
      expect(await rowsOf(fixture, "select 1")).toEqual([[1]]);
    }
  });

  test("keeps a session by name, and refuses to work on a closed one", async () => {
    const { adapter } = fixture;
    const first = await adapter.connect("kept");
    expect(await adapter.connect("kept")).toBe(first);
    await first[Symbol.asyncDispose]();
    expect((await failureOf(first.execute("select 1"))).code).toBe("CONNECTION_CLOSED");
    expect(await adapter.connect("kept")).not.toBe(first);
  });
}
