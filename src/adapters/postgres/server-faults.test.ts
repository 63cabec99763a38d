/**
 * What befalls a whole server in the middle of a run: each gives a clear error, leaves nothing torn, and lets the next
 * run finish. The tests have a server of their own.
 */

import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, test as anyTest, beforeAll, expect } from "vitest";
import { hasPostgres } from "../../test/postgres-database.ts";
import { type PostgresProject, postgresProject } from "../../test/postgres-project.ts";
import { hasBinaries, type OwnServer, startOwnServer } from "../../test/postgres-server.ts";

const canRun = hasPostgres && hasBinaries();
const test = anyTest.skipIf(!canRun);

let server: OwnServer | undefined;
let project: PostgresProject | undefined;
beforeAll(async () => {
  if (canRun) server = await startOwnServer({ max_connections: "12" });
});
afterEach(async () => {
  await project?.[Symbol.asyncDispose]();
  project = undefined;
});
afterAll(() => server?.stop());

const versioned = (more: string): string =>
  `{{ config(materialized="table") }} select {{ var("n", 1) }} as n ${more}`;

async function built(
  files: Readonly<Record<string, string>>,
  options: { readonly user?: string } = {},
): Promise<{ readonly project: PostgresProject; readonly server: OwnServer }> {
  if (server === undefined) throw new Error("there are no binaries for a server of one's own");
  const credentials = { retries: 0, threads: 1, ...options };
  project = await postgresProject(files, { server: server.url, credentials });
  await succeeds(project);
  return { project, server };
}

async function succeeds(opened: PostgresProject, ...words: string[]): Promise<void> {
  const { code, output } = await opened.tsdbt("build", ...words);
  expect(code, output).toBe(0);
}

/** Waits until somebody else runs a statement like that. */
const untilRunning = (statement: string): string => `do $$ begin
  for attempt in 1..2000 loop
    perform pg_stat_clear_snapshot();
    if exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and state = 'active' and query ~ '${statement}') then return; end if;
    perform pg_sleep(0.01);
  end loop;
  raise 'nobody runs that';
end $$`;

const sales = "select n from main.sales";

/** A swap that is sent together with its commit leaves it to the next run to find out what happened. */
const broken = /CONNECTION_LOST|COMMIT_UNCERTAIN/;

test("a server killed in the middle of a model leaves the old table, and a run after its restart finishes", async () => {
  const opened = await built({
    "models/sales.sql": versioned(
      "{% if var('slow', false) %}, pg_sleep(60)::text as slept {% endif %}",
    ),
    "models/after.sql": "select * from {{ ref('sales') }}",
  });
  const run = opened.project.tsdbt("build", "--vars", "{n: 2, slow: true}");
  await opened.project.database.query(untilRunning("pg_sleep\\(60\\)"));
  await opened.server.kill();
  const { code, output } = await run;
  expect(code, output).toBe(1);
  expect(output).toMatch(broken);
  await opened.server.start();
  expect(await opened.project.database.query(sales)).toEqual([{ n: 1 }]);
  await succeeds(opened.project, "--vars", "{n: 3}");
  expect(await opened.project.database.query(sales)).toEqual([{ n: 3 }]);
});

test("a server killed inside of a swap leaves the old table with its views, and the next run finishes", async () => {
  const opened = await built({ "models/sales.sql": versioned("") });
  const { database } = opened.project;
  // Every renaming takes long from now on.
  await database.query(`create view main.by_hand as select n from main.sales;
    create function main.wait() returns event_trigger language plpgsql as 'begin perform pg_sleep(60); end';
    create event trigger slow on ddl_command_end when tag in ('ALTER TABLE') execute function main.wait()`);
  const run = opened.project.tsdbt("build", "--vars", "{n: 2}");
  await database.query(untilRunning("rename to"));
  await opened.server.kill();
  const { code, output } = await run;
  expect(code, output).toBe(1);
  expect(output).toMatch(broken);
  await opened.server.start();
  expect(await database.query("select n from main.by_hand")).toEqual([{ n: 1 }]);
  await database.query("drop event trigger slow");
  await succeeds(opened.project, "--vars", "{n: 3}");
  expect(await database.query("select n from main.by_hand")).toEqual([{ n: 3 }]);
  const left = "select relname from pg_class where relname like '%\\_\\_dbt\\_%'";
  expect(await database.query(left)).toEqual([]);
});

test("a server killed between a snapshot's update and insert leaves history whole, and the next run finishes", async () => {
  const opened = await built({
    "models/source.sql": "select 1 as id, {{ var('n', 1) }} as n",
    "snapshots/s.yml":
      "snapshots: [{name: s, relation: ref('source'), config: {unique_key: id, strategy: check, check_cols: [n]}}]",
  });
  const { database } = opened.project;
  await database.query(`create function main.slow() returns trigger language plpgsql as
    'begin perform pg_sleep(60); return new; end';
    create trigger slow before insert on main.s for each row execute function main.slow()`);
  const run = opened.project.tsdbt("build", "--vars", "{n: 2}");
  await database.query(untilRunning("insert into .*DBT_INTERNAL_SOURCE"));
  await opened.server.kill();
  const { code, output } = await run;
  expect(code, output).toBe(1);
  expect(output).toMatch(broken);
  await opened.server.start();
  const history = "select n, dbt_valid_to is null as current from main.s order by n";
  expect(await database.query(history)).toEqual([{ n: 1, current: true }]);
  await database.query("drop trigger slow on main.s");
  await succeeds(opened.project, "--vars", "{n: 3}");
  expect(await database.query(history)).toEqual([
    { n: 1, current: false },
    { n: 3, current: true },
  ]);
});

test("a server killed while a whole run is published leaves all of it as it was", async () => {
  const opened = await built({
    "project.yml": "name: shop\nprofile: shop\nflags: {publish: together}\n",
    "models/sales.sql": versioned(""),
    "models/totals.sql":
      "{{ config(materialized='table') }} select sum(n) as n from {{ ref('sales') }}",
  });
  const { database } = opened.project;
  await database.query(`create function main.wait() returns event_trigger language plpgsql as 'begin perform pg_sleep(60); end';
    create event trigger slow on ddl_command_end when tag in ('ALTER TABLE') execute function main.wait()`);
  const run = opened.project.tsdbt("build", "--vars", "{n: 2}");
  await database.query(untilRunning("rename to"));
  await opened.server.kill();
  expect((await run).code).toBe(1);
  await opened.server.start();
  const both =
    "select (select n from main.sales) as sales, (select n::int from main.totals) as totals";
  expect(await database.query(both)).toEqual([{ sales: 1, totals: 1 }]);
  await database.query("drop event trigger slow");
  await succeeds(opened.project, "--vars", "{n: 3}");
  expect(await database.query(both)).toEqual([{ sales: 3, totals: 3 }]);
});

test("a server that is out of connections is told as such, and nothing has changed", async () => {
  const role = `etl_${Math.random().toString(36).slice(2)}`;
  const { default: pg } = await import("pg");
  const admin = new pg.Client(server?.url);
  await admin.connect();
  await admin.query(`create role ${role} login`);
  await admin.query(`grant create on database postgres to ${role}`);
  const opened = await built({ "models/sales.sql": versioned("") });
  await opened.project.database.query(`grant create on database "${await databaseName(opened.project)}" to ${role};
    grant all on schema main to ${role}; alter table main.sales owner to ${role}`);
  opened.project.write({ "profiles.yml": await profileOf(opened.project, role) });
  const url = new URL(opened.project.database.url);
  url.username = role;
  const held: { end(): Promise<void> }[] = [];
  try {
    // All but those that are kept for superusers.
    for (let count = 0; count < 20; count++) {
      const client = new pg.Client(url.href);
      await client.connect();
      held.push(client);
    }
  } catch {
    // Now there are no more.
  }
  expect(held.length).toBeGreaterThan(5);
  const { code, output } = await opened.project.tsdbt("build", "--vars", "{n: 2}");
  expect(code).not.toBe(0);
  expect(output).toContain("CONNECTIONS_EXHAUSTED");
  for (const client of held) await client.end();
  expect(await opened.project.database.query(sales)).toEqual([{ n: 1 }]);
  await succeeds(opened.project, "--vars", "{n: 3}");
  expect(await opened.project.database.query(sales)).toEqual([{ n: 3 }]);
  await admin.end();
});

const databaseName = async (opened: PostgresProject): Promise<string> => {
  const [row] = await opened.database.query("select current_database() as name");
  return String(row?.name);
};

async function profileOf(opened: PostgresProject, user: string): Promise<string> {
  const target = { ...opened.database.credentials, user, retries: 0 };
  return await Promise.resolve(
    JSON.stringify({ shop: { target: "test", outputs: { test: target } } }),
  );
}

test("a standby lets nothing be written, and says so; the primary goes on where it was", async () => {
  const opened = await built({ "models/sales.sql": versioned("") });
  const signal = join(opened.server.data, "standby.signal");
  await opened.server.kill();
  writeFileSync(signal, "");
  await opened.server.start();
  const { code, output } = await opened.project.tsdbt("build", "--vars", "{n: 2}");
  expect(code).toBe(1);
  expect(output).toContain("SERVER_READ_ONLY");
  expect(await opened.project.database.query(sales)).toEqual([{ n: 1 }]);
  await opened.server.kill();
  rmSync(signal);
  await opened.server.start();
  await succeeds(opened.project, "--vars", "{n: 3}");
  expect(await opened.project.database.query(sales)).toEqual([{ n: 3 }]);
});

/** A file system of a few megabytes, where the tests may mount one. */
function smallDisk(folder: string): (() => void) | undefined {
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return () => void execFileSync("umount", ["-l", folder]);
}

test("a full disk is told as such and leaves the old table, and a smaller run finishes", async (context) => {
  const opened = await built({
    "models/sales.sql": versioned(
      ", repeat('x', 1000) as filler from generate_series(1, {{ var('rows', 10) }})",
    ),
  });
  const folder = join(opened.server.folder, "disk");
  const unmount = smallDisk(folder);
  if (unmount === undefined) return context.skip("no file system may be mounted here");
  const { owner } = opened.server;
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const name = await databaseName(opened.project);
  try {
    await opened.project.database.query(`create tablespace small location '${folder}'`);
    await opened.project.database.query(`alter database "${name}" set default_tablespace = small`);
    const { code, output } = await opened.project.tsdbt("build", "--vars", "{n: 2, rows: 100000}");
    expect(code).toBe(1);
    expect(output).toContain("DATABASE_DISK_FULL");
    const one = "select distinct n from main.sales";
    expect(await opened.project.database.query(one)).toEqual([{ n: 1 }]);
    await succeeds(opened.project, "--vars", "{n: 3}");
    expect(await opened.project.database.query(one)).toEqual([{ n: 3 }]);
    await opened.project.database.query(`drop table main.sales`);
    await opened.project.database.query("drop tablespace small");
  } finally {
    unmount();
  }
});
