/** Runs with `publish: together` on Postgres where something keeps a table in its place, or a unit test looks at one. */
import { afterEach, expect, test } from "vitest";
import { hasPostgres } from "./postgres-database.ts";
import { type PostgresProject, postgresProject } from "./postgres-project.ts";

const projectFile = "name: shop\nprofile: shop\nflags: {publish: together}\n";
const version = "{{ var('version', 1) }}";
const onPostgres = test.skipIf(!hasPostgres);

let open: PostgresProject | undefined;
afterEach(async () => {
  await open?.[Symbol.asyncDispose]();
  open = undefined;
});

async function succeeds(opened: PostgresProject, ...words: string[]): Promise<void> {
  const { code, output } = await opened.tsdbt(...words);
  expect(code, output).toBe(0);
}

const leftovers = `select relname from pg_class where relname like '%\\_\\_dbt\\_%' and relkind in ('r', 'v', 'm')`;

/** A view and materialized views that read one table, each in another way. */
const models = {
  "project.yml": projectFile,
  "models/sales.sql": `{{ config(materialized="table") }} select ${version} as version`,
  "models/report.sql": "select max(version) as version from {{ ref('sales') }}",
  "models/inner.sql":
    "{{ config(materialized='ephemeral') }} select version from {{ ref('sales') }}",
  "models/direct.sql": `{{ config(materialized='materialized_view', indexes=[{'columns': ['version']}],
    post_hook="create index on {{ this }} (abs(version))") }} select version from {{ ref('inner') }}`,
  "models/by_view.sql":
    "{{ config(materialized='materialized_view') }} select version from {{ ref('report') }}",
  "models/above.sql":
    "{{ config(materialized='materialized_view') }} select version from {{ ref('direct') }}",
  "models/over.sql": "select version from {{ ref('above') }}",
};

const facts = `select concat_ws(' ', (select version from main.sales), (select version from main.report),
  (select version from main.direct), (select version from main.by_view), (select version from main.above),
  (select version from main.over)) as versions,
  (select count(*)::int from pg_indexes where tablename = 'direct') as indexes,
  pg_catalog.obj_description('main.direct'::regclass) as remark`;

async function publishesAll(opened: PostgresProject, round: number, ...words: string[]) {
  await succeeds(opened, "build", ...words, "--vars", `{version: ${round}}`);
  const versions = Array.from({ length: 6 }, () => round).join(" ");
  expect(await opened.database.query(facts)).toEqual([{ versions, indexes: 2, remark: "by hand" }]);
  expect(await opened.database.query(leftovers)).toEqual([]);
}

onPostgres(
  "a table stays under a stranger's materialized view, and the run's own follow it",
  async () => {
    const id = Math.random().toString(36).slice(2);
    const [etl, stranger] = [`etl_${id}`, `stranger_${id}`];
    open = await postgresProject(models, { credentials: { user: etl } });
    const { database } = open;
    await database.query(`create role ${etl} login; create role ${stranger};
    create schema if not exists main; alter schema main owner to ${etl}`);
    try {
      await database.query(
        `do $$ begin execute format('grant create on database %I to ${etl}', current_database()); end $$`,
      );
      await succeeds(open, "build");
      await database.query(`create schema bi; grant usage on schema main to ${stranger};
      grant select on all tables in schema main to ${stranger};
      comment on materialized view main.direct is 'by hand';
      create materialized view bi.theirs as select version from main.sales;
      alter materialized view bi.theirs owner to ${stranger}`);
      const oid = "select 'main.sales'::regclass::oid as oid";
      const before = await database.query(oid);
      await publishesAll(open, 2);
      await publishesAll(open, 3, "--full-refresh");
      expect(await database.query(oid)).toEqual(before);
      expect(await database.query("select version from bi.theirs")).toEqual([{ version: 1 }]);
    } finally {
      await database.query(
        `drop owned by ${etl}, ${stranger} cascade; drop role ${etl}, ${stranger}`,
      );
    }
  },
);

onPostgres("with on_rebuild: delete_insert they follow the table that stays, too", async () => {
  const text = models["models/sales.sql"].replace(")", ", on_rebuild='delete_insert')");
  open = await postgresProject({ ...models, "models/sales.sql": text });
  await succeeds(open, "build");
  await open.database.query("comment on materialized view main.direct is 'by hand'");
  await publishesAll(open, 2);
});

const logged = {
  "project.yml": projectFile,
  "models/sales.sql": `{{ config(materialized="table") }} select ${version} as version`,
  "models/log.sql": `{{ config(materialized="incremental") }} select version from {{ ref('sales') }}
    {% if is_incremental() %} where version > (select max(version) from {{ this }}) {% endif %}`,
  "models/log.yml": `unit_tests:
  - name: only_newer
    model: log
    overrides: {macros: {is_incremental: true}}
    given:
      - {input: ref('sales'), rows: [{version: 1}, {version: 5}]}
      - {input: this, rows: [{version: 3}]}
    expect: {rows: [{version: 5}]}
`,
};

onPostgres("a unit test on what a model was before finds it, also on a full refresh", async () => {
  open = await postgresProject(logged);
  const versions =
    "select string_agg(version::text, ' ' order by version) as versions from main.log";
  await succeeds(open, "run");
  await succeeds(open, "build", "--vars", "{version: 2}");
  expect(await open.database.query(versions)).toEqual([{ versions: "1 2" }]);
  await succeeds(open, "build", "--full-refresh", "--vars", "{version: 4}");
  expect(await open.database.query(versions)).toEqual([{ versions: "4" }]);
  await succeeds(open, "build", "--vars", "{version: 5}");
  expect(await open.database.query(versions)).toEqual([{ versions: "4 5" }]);
});
