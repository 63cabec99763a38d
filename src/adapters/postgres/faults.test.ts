/** What befalls a connection: each gives a clear error and leaves nothing torn. */
import { type AddressInfo, connect as connectSocket, createServer } from "node:net";
import { afterEach, test as anyTest, expect } from "vitest";
import type { DataObject } from "../../core/data.ts";
import { freshDatabase, hasPostgres, type TestDatabase } from "../../test/postgres-database.ts";
import { openPostgres } from "./open.ts";

const test = anyTest.skipIf(!hasPostgres);

let database: TestDatabase | undefined;
afterEach(async () => {
  await database?.[Symbol.asyncDispose]();
  database = undefined;
});

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
