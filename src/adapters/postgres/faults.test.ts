/** What befalls a server or a connection in the middle of work: each gives a clear error and leaves nothing torn. */
import { type AddressInfo, connect as connectSocket, createServer } from "node:net";
import { afterEach, test as anyTest, expect } from "vitest";
import type { DataObject } from "../../core/data.ts";
import { freshDatabase, hasPostgres, type TestDatabase } from "../../test/postgres-database.ts";
import { type PostgresProject, postgresProject } from "../../test/postgres-project.ts";
import { openPostgres } from "./open.ts";

const test = anyTest.skipIf(!hasPostgres);

let project: PostgresProject | undefined;
let database: TestDatabase | undefined;
afterEach(async () => {
  await project?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  project = undefined;
  database = undefined;
});

/** Ends the other connections of the database as soon as one of them runs a statement like that. */
const killWhen = (statement: string): string => `do $$ begin
  for attempt in 1..600 loop
    perform pg_stat_clear_snapshot();
    perform pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query ~ '${statement}';
    if found then return; end if;
    perform pg_sleep(0.05);
  end loop;
end $$`;

const connect = async (changes: object = {}) => {
  database ??= await freshDatabase();
  return openPostgres({ credentials: { ...database.credentials, ...changes }, baseDir: "." });
};

/** A way to the server on which every byte of its answers comes alone. Gives the port. */
async function trickle({ host, port }: DataObject): Promise<AsyncDisposable & { port: number }> {
  const proxy = createServer((client) => {
    const server = connectSocket(Number(port), String(host));
    client.pipe(server);
    client.setNoDelay(true).on("error", () => server.destroy());
    server.on("error", () => client.destroy()).on("end", () => client.end());
    let sent = Promise.resolve();
    server.on("data", (bytes: Buffer) => {
      sent = sent.then(async () => {
        for (const byte of bytes) {
          client.write(Buffer.of(byte));
          await new Promise(setImmediate);
        }
      });
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => proxy.close(() => resolve())),
  };
}

const problemOf = (work: Promise<unknown>): Promise<{ readonly code: string }> =>
  work.then(
    () => ({ code: "(none)" }),
    (thrown: unknown) => thrown as { code: string },
  );

test.each([
  ["SERVER_UNREACHABLE", { port: 1 }],
  ["SERVER_UNREACHABLE", { host: "no-such-host.invalid" }],
  ["DATABASE_MISSING", { database: "no_such_database" }],
  ["LOGIN_REFUSED", { user: "no_such_user" }],
  ["ENCRYPTION_SETTING", { sslmode: "sometimes" }],
  ["ENCRYPTION_SETTING", { sslmode: "require", sslrootcert: "/no/such/file" }],
  ["ENCRYPTION_FAILED", { sslmode: "verify-full" }],
])("gives %s for %o", async (code, changes) => {
  expect((await problemOf(connect({ ...changes, retries: 0 }))).code).toBe(code);
});

test("rolls back what failed although the answer comes in pieces", async () => {
  database = await freshDatabase();
  await using proxy = await trickle(database.credentials);
  await using adapter = await connect({ port: proxy.port });
  await using session = await adapter.connect("one");
  for (let round = 0; round < 20; round++) {
    await session.begin();
    expect((await problemOf(session.execute("select * from nowhere"))).code).toBe(
      "SQL_NAME_NOT_FOUND",
    );
    expect(session.inTransaction).toBe(true);
    await session.rollback();
    expect((await session.execute("select 1", { fetch: true })).rows).toEqual([[1]]);
  }
});

test("gives PRIVILEGE_MISSING to a user without rights", async () => {
  await using adapter = await connect();
  await using session = await adapter.connect("one");
  const problem = await problemOf(
    session.execute("set role pg_monitor; create schema not_allowed"),
  );
  expect(problem.code).toBe("PRIVILEGE_MISSING");
});

test("gives SERVER_READ_ONLY where transactions only read, as on a standby", async () => {
  await using adapter = await connect();
  await using session = await adapter.connect("one");
  const sql = "set default_transaction_read_only = on";
  await session.execute(sql);
  expect((await problemOf(session.execute("create table t (id int)"))).code).toBe(
    "SERVER_READ_ONLY",
  );
});

test("gives SERVER_TIMEOUT where the server allows a statement no more time", async () => {
  await using adapter = await connect();
  await using session = await adapter.connect("one");
  const problem = await problemOf(
    session.execute("set statement_timeout = 20; select pg_sleep(5)"),
  );
  expect(problem.code).toBe("SERVER_TIMEOUT");
});

test("gives LOCK_NOT_HAD where the server waits no longer for a lock", async () => {
  await using adapter = await connect();
  await using one = await adapter.connect("one");
  await using two = await adapter.connect("two");
  await one.execute("create table held (id int)");
  await one.begin();
  await one.execute("lock table held");
  const problem = await problemOf(two.execute("set lock_timeout = 20; select * from held"));
  expect(problem.code).toBe("LOCK_NOT_HAD");
  await one.rollback();
});

test("takes a connection up again that broke while it was idle", async () => {
  await using adapter = await connect();
  await using session = await adapter.connect("one");
  await session.execute("select 1");
  await database?.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  expect((await session.execute("select 2 as two", { fetch: true })).rows).toEqual([[2]]);
});

test("an idle_in_transaction timeout inside a transaction is told, nothing of it is left, and work goes on with a new connection", async () => {
  await using adapter = await connect();
  await using session = await adapter.connect("one");
  await session.begin();
  await session.execute("create table torn (id int)");
  await session.execute("set idle_in_transaction_session_timeout = 50");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await problemOf(session.execute("select 1"))).code).toBe("CONNECTION_LOST");
  await session.rollback();
  const { rows } = await session.execute("select to_regclass('torn')", { fetch: true });
  expect(rows).toEqual([[null]]);
});

test("a connection cut in the middle of a model leaves the old table, and the next run finishes", async () => {
  project = await postgresProject({
    "models/sales.sql": `{{ config(materialized="table", pre_hook="select 1") }}
      select {{ var("n", 1) }} as n {% if var("slow", false) %}, pg_sleep(20)::text as slept {% endif %}`,
  });
  expect((await project.tsdbt("run")).code).toBe(0);
  const [{ code, output }] = await Promise.all([
    project.tsdbt("run", "--vars", "{n: 2, slow: true}"),
    project.database.query(killWhen("pg_sleep\\(20\\)")),
  ]);
  expect(code, output).toBe(1);
  expect(output).toContain("CONNECTION_LOST");
  expect(await project.database.query("select n from main.sales")).toEqual([{ n: 1 }]);
  expect((await project.tsdbt("run", "--vars", "{n: 3}")).code).toBe(0);
  expect(await project.database.query("select n from main.sales")).toEqual([{ n: 3 }]);
});

test("a connection cut between a snapshot's update and insert leaves history whole", async () => {
  project = await postgresProject({
    "models/source.sql": "select 1 as id, '{{ var('v', 'a') }}' as v",
    "snapshots/s.yml":
      "snapshots: [{name: s, relation: ref('source'), config: {unique_key: id, strategy: check, check_cols: [v]}}]",
  });
  expect((await project.tsdbt("build")).code).toBe(0);
  await project.database.query(`create function main.slow() returns trigger language plpgsql as
    'begin perform pg_sleep(20); return new; end';
    create trigger slow before insert on main.s for each row execute function main.slow()`);
  const [{ code }] = await Promise.all([
    project.tsdbt("build", "--vars", "{v: b}"),
    project.database.query(killWhen("insert into .*DBT_INTERNAL_SOURCE")),
  ]);
  expect(code).toBe(1);
  const history = "select v, dbt_valid_to is null as current from main.s order by v";
  expect(await project.database.query(history)).toEqual([{ v: "a", current: true }]);
  await project.database.query("drop trigger slow on main.s");
  expect((await project.tsdbt("build", "--vars", "{v: b}")).code).toBe(0);
  expect(await project.database.query(history)).toEqual([
    { v: "a", current: false },
    { v: "b", current: true },
  ]);
});

test("a table that others keep locked is left as it was, and the run says who holds it", async () => {
  project = await postgresProject({
    "models/sales.sql": `{{ config(materialized="table", swap_wait=1) }} select {{ var("n", 1) }} as n`,
  });
  expect((await project.tsdbt("run")).code).toBe(0);
  const holding = project.database.query(
    "begin; select * from main.sales; select pg_sleep(8); commit",
  );
  const { code, output } = await project.tsdbt("run", "--vars", "{n: 2}");
  expect(code).toBe(1);
  expect(output).toContain("SWAP_LOCK_NOT_HAD");
  expect(output).toMatch(/process \d+ of /);
  await holding;
  expect(await project.database.query("select n from main.sales")).toEqual([{ n: 1 }]);
  expect((await project.tsdbt("run", "--vars", "{n: 2}")).code).toBe(0);
});

test("a config of swaps that does not exist is told", async () => {
  project = await postgresProject({
    "models/sales.sql": `{{ config(materialized="table", on_dependents="keep") }} select 1 as n`,
  });
  await project.tsdbt("run");
  expect((await project.tsdbt("run")).output).toContain("SWAP_CONFIG_INVALID");
});
