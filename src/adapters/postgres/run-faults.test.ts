/** What befalls a run: each gives a clear error, leaves what was there as it was, and lets the next run finish. */
import { afterEach, test as anyTest, expect } from "vitest";
import { hasPostgres } from "../../test/postgres-database.ts";
import { type PostgresProject, postgresProject } from "../../test/postgres-project.ts";

const test = anyTest.skipIf(!hasPostgres);

let project: PostgresProject | undefined;
afterEach(async () => {
  await project?.[Symbol.asyncDispose]();
  project = undefined;
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

test("a model that does nothing in its transaction for too long leaves the old table, and the next run finishes", async () => {
  const idle = "{% if execute and var('idle', false) %}";
  const loops = "{% for n in range(1000) %}{% for m in range(1000) %}{% endfor %}{% endfor %}";
  project = await postgresProject({
    // The template works for a while between two statements.
    "macros/idle.sql": `{% macro idle() %}${idle}${loops}{% endif %}select 1{% endmacro %}`,
    "models/sales.sql": `{{ config(materialized="table", post_hook="{{ idle() }}", pre_hook=
      "${idle}set idle_in_transaction_session_timeout = 10{% endif %}") }} select {{ var("n", 1) }} as n`,
  });
  expect((await project.tsdbt("run")).code).toBe(0);
  const { code, output } = await project.tsdbt("run", "--vars", "{n: 2, idle: true}");
  expect(code, output).toBe(1);
  expect(output).toContain("CONNECTION_LOST");
  expect(output).toContain("idle-in-transaction timeout");
  expect(await project.database.query("select n from main.sales")).toEqual([{ n: 1 }]);
  expect((await project.tsdbt("run", "--vars", "{n: 3}")).code).toBe(0);
  expect(await project.database.query("select n from main.sales")).toEqual([{ n: 3 }]);
});

test("a missing privilege is told and leaves the old table, and a run that has it finishes", async () => {
  const role = `etl_${Math.random().toString(36).slice(2)}`;
  project = await postgresProject(
    {
      "models/sales.sql": `{{ config(materialized="table") }} select {{ var("n", 1) }} as n`,
      "models/after.sql": "select n from {{ ref('sales') }}",
    },
    { credentials: { user: role } },
  );
  const { query } = project.database;
  await query(`create role ${role} login; create schema if not exists main;
    grant usage, create on schema main to ${role}`);
  try {
    expect((await project.tsdbt("run")).code).toBe(0);
    await query(`revoke create on schema main from ${role}`);
    const { code, output } = await project.tsdbt("run", "--vars", "{n: 2}");
    expect(code, output).toBe(1);
    expect(output).toContain("PRIVILEGE_MISSING");
    expect(output).toContain(role);
    expect(await query("select n from main.after")).toEqual([{ n: 1 }]);
    await query(`grant create on schema main to ${role}`);
    expect((await project.tsdbt("run", "--vars", "{n: 3}")).code).toBe(0);
    expect(await query("select n from main.after")).toEqual([{ n: 3 }]);
  } finally {
    await query(`drop owned by ${role} cascade; drop role ${role}`);
  }
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
