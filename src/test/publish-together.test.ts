/** Runs with `publish: together`: what readers see before, between and after, and what is left when one is stopped. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openAdapter } from "../adapters/open.ts";
import { createProject } from "../cli/embedding.ts";
import { hasPostgres } from "./postgres-database.ts";
import { type PostgresProject, postgresProject } from "./postgres-project.ts";

const rebuilds = Number(process.env.TSDBT_REBUILDS ?? 5);
const onPostgres = test.skipIf(!hasPostgres);

let open: PostgresProject | undefined;
let dir: string | undefined;
afterEach(async () => {
  await open?.[Symbol.asyncDispose]();
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  open = undefined;
  dir = undefined;
});

const projectFile = "name: shop\nprofile: shop\nflags: {publish: together}\n";

const table = (select: string, config = "") =>
  `{{ config(materialized="table"${config}) }} ${select}`;

const version = "{{ var('version', 1) }}";

async function project(files: Readonly<Record<string, string>>): Promise<PostgresProject> {
  open = await postgresProject({ "project.yml": projectFile, ...files });
  return open;
}

async function succeeds(opened: PostgresProject, ...words: string[]): Promise<string> {
  const { code, output } = await opened.tsdbt(...words);
  expect(code, output).toBe(0);
  return output;
}

const leftovers = `select relname from pg_class where relname like '%\\_\\_dbt\\_%'`;

const marts = {
  "models/sales.sql": table(`select id, ${version} as version from generate_series(1, 1000) as id`),
  "models/totals.sql": table(
    "select count(*) as n, max(version) as version, min(version) as low from {{ ref('sales') }}",
  ),
  "models/report.sql":
    "select max(s.version) as version from {{ ref('sales') }} s join {{ ref('totals') }} t on t.version = s.version",
};

/** Each reads several marts in one statement. */
const readings = [
  `select (select max(version) from main.sales) as a, (select version from main.totals) as b,
    (select version from main.report) as c, (select count(*)::int from main.sales) as n`,
  `select (select version from bi.totals) as a, (select min(version) from main.sales) as b,
    (select low from main.totals) as c, (select count(*)::int from bi.sales) as n`,
];

async function read(url: string, sql: string, isOver: () => boolean): Promise<number> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  let reads = 0;
  try {
    for (; !isOver(); reads++) {
      const [{ a, b, c, n }] = (await client.query(sql)).rows;
      expect({ b, c, n }).toEqual({ b: a, c: a, n: 1000 });
    }
  } finally {
    await client.end();
  }
  return reads;
}

onPostgres(
  "no reader ever sees one mart new and another one old",
  async () => {
    const opened = await project(marts);
    await succeeds(opened, "build");
    await opened.database.query(`create schema bi; create view bi.sales as select * from main.sales;
      create view bi.totals as select version from main.totals`);
    let over = false;
    const readers = Promise.all(
      [...readings, ...readings].map((sql) => read(opened.database.url, sql, () => over)),
    );
    const rebuild = async (): Promise<void> => {
      for (let round = 2; round < rebuilds + 2; round++)
        await succeeds(opened, "build", "--quiet", "--vars", `{version: ${round}}`);
    };
    try {
      await Promise.race([rebuild(), readers]);
    } finally {
      over = true;
    }
    const reads = (await readers).reduce((sum, count) => sum + count, 0);
    process.stderr.write(`together: ${rebuilds} rebuilds, ${reads} reads\n`);
    expect(await opened.database.query(leftovers)).toEqual([]);
  },
  60_000 + rebuilds * 5000,
);

const tested = {
  ...marts,
  "models/schema.yml": `models: [{name: totals, columns: [{name: version, data_tests: [
    {accepted_values: {arguments: {values: [1, 2], quote: false}}}]}]}]`,
};

const seen =
  "select (select max(version) from main.sales) as sales, (select version from main.totals) as totals";

onPostgres("a failed test keeps everything as it was, and leaves nothing behind", async () => {
  const opened = await project(tested);
  await succeeds(opened, "build");
  const { code, output } = await opened.tsdbt("build", "--vars", "{version: 3}");
  expect(code).toBe(1);
  expect(output).toContain("PUBLICATION_HELD_BACK");
  expect(await opened.database.query(seen)).toEqual([{ sales: 1, totals: 1 }]);
  expect(await opened.database.query(leftovers)).toEqual([]);
  await succeeds(opened, "build", "--vars", "{version: 2}");
  expect(await opened.database.query(seen)).toEqual([{ sales: 2, totals: 2 }]);
});

onPostgres("a failed test of severity warn does not", async () => {
  const opened = await project({
    ...tested,
    "project.yml": `${projectFile}data_tests: {+severity: warn}\n`,
  });
  await succeeds(opened, "build", "--vars", "{version: 3}");
  expect(await opened.database.query(seen)).toEqual([{ sales: 3, totals: 3 }]);
});

onPostgres("a model that fails keeps the others from being published", async () => {
  const opened = await project({
    ...marts,
    "models/broken.sql": table("select 1 / {{ var('by', 1) }} as n"),
  });
  await succeeds(opened, "run");
  expect((await opened.tsdbt("run", "--vars", "{version: 2, by: 0}")).code).toBe(1);
  expect(await opened.database.query(seen)).toEqual([{ sales: 1, totals: 1 }]);
});

onPostgres("Ctrl-C in the middle leaves nothing behind", async () => {
  const opened = await project({
    ...marts,
    "models/slow.sql": table(
      "select pg_sleep({{ var('seconds', 0) }})::text as slept from {{ ref('totals') }}",
    ),
  });
  await succeeds(opened, "run");
  const run = opened.tsdbt("run", "--vars", "{version: 2, seconds: 60}");
  await opened.database.query(`do $$ begin
    while not exists (select from pg_stat_activity where datname = current_database()
      and state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid())
    loop perform pg_sleep(0.02); perform pg_stat_clear_snapshot(); end loop; end $$`);
  opened.interrupt();
  const { code, output } = await run;
  expect(code, output).toBe(2);
  expect(await opened.database.query(seen)).toEqual([{ sales: 1, totals: 1 }]);
  expect(await opened.database.query(leftovers)).toEqual([]);
});

onPostgres("what a killed run left is cleared away by the next", async () => {
  const opened = await project(marts);
  await succeeds(opened, "build");
  await opened.database.query(`create view main.sales__dbt_audit as select 'left' as id;
    create table main.report__dbt_audit as select * from main.sales__dbt_audit`);
  await succeeds(opened, "build", "--vars", "{version: 2}");
  expect(await opened.database.query(seen)).toEqual([{ sales: 2, totals: 2 }]);
  expect(await opened.database.query(leftovers)).toEqual([]);
});

onPostgres(
  "what stands on the marts stays, also where only the whole run makes it fit",
  async () => {
    const opened = await project({
      "models/sales.sql": table("select 1 as {{ var('column', 'a') }}, 1 as id"),
      "models/report.sql": "select {{ var('column', 'a') }} as amount from {{ ref('sales') }}",
      "models/kept.sql":
        "{{ config(materialized='materialized_view') }} select amount from {{ ref('report') }}",
      "models/log.sql": `{{ config(materialized="incremental") }} select id, ${version} as version from {{ ref('sales') }}`,
    });
    await succeeds(opened, "build");
    await opened.database.query(`create schema bi; create view bi.amounts as select amount from main.report;
    grant select on main.log to public; create index log_version on main.log (version desc);
    comment on table main.log is 'by hand'; alter table main.log add check (version < 3)`);
    await succeeds(opened, "build", "--vars", "{column: b, version: 2}");
    expect(
      await opened.database.query(
        "select amount from bi.amounts union all select amount from main.kept",
      ),
    ).toEqual([...[{ amount: 1 }, { amount: 1 }]]);
    const facts = `select string_agg(version::text, ',' order by version) as versions,
    has_table_privilege('public', 'main.log', 'SELECT') as open, obj_description('main.log'::regclass) as remark,
    (select indexdef from pg_indexes where indexname = 'log_version') as index from main.log`;
    expect(await opened.database.query(facts)).toEqual([
      {
        versions: "1,2",
        open: true,
        remark: "by hand",
        index: "CREATE INDEX log_version ON main.log USING btree (version DESC)",
      },
    ]);
    const { code, output } = await opened.tsdbt("build", "--vars", "{column: b, version: 3}");
    expect(code).toBe(1);
    expect(output).toContain("SQL_CONSTRAINT");
  },
);

onPostgres(
  "materialized views of the run follow their tables, those of others keep them",
  async () => {
    const opened = await project({
      "models/sales.sql": table(`select ${version} as version`),
      "models/log.sql": `{{ config(materialized="incremental") }} select version from {{ ref('sales') }}`,
      "models/kept.sql":
        "{{ config(materialized='materialized_view') }} select count(*)::int as n from {{ ref('log') }}",
      "models/report.sql": "select max(version) as version from {{ ref('sales') }}",
    });
    await succeeds(opened, "build");
    await opened.database.query(
      "create materialized view main.by_hand as select version from main.sales; create view main.same as select * from main.report",
    );
    const oid = "select 'main.sales'::regclass::oid as oid";
    const before = await opened.database.query(oid);
    await succeeds(opened, "build", "--vars", "{version: 2}");
    expect(await opened.database.query(oid)).toEqual(before);
    const facts =
      "select (select n from main.kept) as n, (select version from main.same) as version";
    expect(await opened.database.query(facts)).toEqual([{ n: 2, version: 2 }]);
    expect(await opened.database.query(leftovers)).toEqual([]);
  },
);

onPostgres(
  "rights and comments are those of the config, also those that it no longer gives",
  async () => {
    const model = (grants: string, text: string) => ({
      "models/sales.sql": table("select 1 as id", `, grants={'select': [${grants}]}`),
      "models/sales.yml": `models: [{name: sales, description: ${text}, config: {persist_docs: {relation: true}}}]`,
    });
    const role = `reader_${Math.random().toString(36).slice(2)}`;
    const opened = await project(model(`'${role}'`, "first"));
    await opened.database.query(`create role ${role}; create role ${role}_two`);
    try {
      await succeeds(opened, "build");
      const facts = `select has_table_privilege('${role}', 'main.sales', 'SELECT') as one,
      has_table_privilege('${role}_two', 'main.sales', 'SELECT') as two, obj_description('main.sales'::regclass) as text`;
      expect(await opened.database.query(facts)).toEqual([
        { one: true, two: false, text: "first" },
      ]);
      opened.write(model(`'${role}_two'`, "second"));
      await succeeds(opened, "build");
      expect(await opened.database.query(facts)).toEqual([
        { one: false, two: true, text: "second" },
      ]);
    } finally {
      await opened.database.query(
        `drop owned by ${role}, ${role}_two; drop role ${role}, ${role}_two`,
      );
    }
  },
);

onPostgres("what cannot be published is told by its node, and nothing is", async () => {
  const opened = await project({
    "models/sales.sql": table("select 1 as {{ var('column', 'a') }}"),
    "models/other.sql": table(`select ${version} as version`),
  });
  await succeeds(opened, "build");
  await opened.database.query("create view main.by_hand as select a from main.sales");
  const { code, output } = await opened.tsdbt("build", "--vars", "{column: b, version: 2}");
  expect(code).toBe(1);
  expect(output).toContain("DEPENDENTS_IN_THE_WAY");
  expect(output).toContain("ERROR=1");
  expect(await opened.database.query("select version from main.other")).toEqual([{ version: 1 }]);
  expect(await opened.database.query(leftovers)).toEqual([]);
});

/** A project on a DuckDB file of its own. */
function duckdbProject(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "together-"));
  dir = folder;
  const profile =
    "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, threads: 2}}}\n";
  const all = { "project.yml": projectFile, "profiles.yml": profile, ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const told: string[] = [];
  const shop = createProject({
    dir: folder,
    env: { HOME: folder, DBT_PROFILES_DIR: folder },
    onEvent: (event) => event.type === "problem" && told.push(event.problem.message),
  });
  const build = async (...words: string[]): Promise<number> => {
    const { exitCode, outcomes } = await shop.invoke(["build", ...words]);
    told.push(
      ...outcomes.flatMap(({ nodeId, problem }) => (problem ? [nodeId, problem.message] : [])),
    );
    return exitCode;
  };
  return { folder, build, told };
}

test("on DuckDB keys and indexes are there afterwards, and what was left is cleared away", async () => {
  const { folder, build, told } = duckdbProject({
    "models/sales.sql": table("select 1 as id", ", indexes=[{'columns': ['id']}]"),
    "models/log.sql": `{{ config(materialized="incremental", on_schema_change="fail") }} select id + ${version} as id from {{ ref('sales') }}`,
    "models/log.yml":
      "models: [{name: log, config: {contract: {enforced: true}}, columns: [{name: id, data_type: integer, constraints: [{type: not_null}]}]}]",
    "models/report.sql": "select count(*) as n from {{ ref('log') }}",
  });
  expect(await build(), told.join("\n")).toBe(0);
  await onDuckdb(
    folder,
    "create table main.log__dbt_audit as select 1 as a; create view main.report__dbt_audit as select 2",
  );
  expect(await build("--vars", "{version: 2}"), told.join("\n")).toBe(0);
  const facts = `select (select n from main.report), (select count(*) from duckdb_indexes() where table_name = 'sales'),
    (select is_nullable from duckdb_columns() where table_name = 'log'),
    (select count(*) from duckdb_tables() where table_name like '%audit')`;
  expect(await onDuckdb(folder, facts)).toEqual([[2, 1, false, 0]]);
});

test("on DuckDB what cannot be renamed is told by its node, and nothing is published", async () => {
  const key = "config: {contract: {enforced: true}}, columns: [{name: id, data_type: integer}]";
  const { build, told } = duckdbProject({
    "models/parent.sql": table("select 1 as id"),
    "models/child.sql": table("select id from {{ ref('parent') }}"),
    "models/keys.yml": `models:
  - {name: parent, ${key}, constraints: [{type: primary_key, columns: [id]}]}
  - {name: child, ${key}, constraints: [{type: foreign_key, columns: [id], to: ref('parent'), to_columns: [id]}]}`,
  });
  expect(await build()).toBe(1);
  expect(told.join()).toContain("model.shop.parent");
  const tables = "select count(*) from duckdb_tables()";
  expect(await onDuckdb(String(dir), tables)).toEqual([[0]]);
});

async function onDuckdb(folder: string, sql: string) {
  const credentials = { type: "duckdb", path: "shop.duckdb" };
  await using adapter = await openAdapter("duckdb", { credentials, baseDir: folder });
  await using session = await adapter.connect("test");
  return (await session.execute(sql, { fetch: true })).rows;
}
