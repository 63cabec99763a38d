import { afterEach, test as anyTest, expect } from "vitest";
import { hasPostgres } from "../../../test/postgres-database.ts";
import { type PostgresProject, postgresProject } from "../../../test/postgres-project.ts";

const test = anyTest.skipIf(!hasPostgres);

let open: PostgresProject | undefined;
afterEach(() => open?.[Symbol.asyncDispose]());

const table = (select: string, config = "") =>
  `{{ config(materialized="table"${config}) }} ${select}`;

/** Opens a project that is built once, then runs SQL as the superuser. */
async function built(
  models: Readonly<Record<string, string>>,
  sql = "select 1",
): Promise<PostgresProject> {
  open = await postgresProject(
    Object.fromEntries(Object.entries(models).map(([name, text]) => [`models/${name}`, text])),
  );
  const { code, output } = await open.tsdbt("run");
  expect(code, output).toBe(0);
  await open.database.query(sql);
  return open;
}

async function rerun(project: PostgresProject, ...words: string[]): Promise<string> {
  const { code, output } = await project.tsdbt("run", ...words);
  expect(code, output).toBe(0);
  return output;
}

const sales = table(
  "select id, id * {{ var('factor', 1) }} as amount from generate_series(1, 3) as id",
);

test("keeps views of others, and what reads those", async () => {
  const project = await built(
    { "sales.sql": sales },
    `create schema bi; create view bi.big as select * from main.sales where amount > 1;
    create view bi.count as select count(*) as n from bi.big; grant select on bi.count to public;
    comment on view bi.big is 'large'`,
  );
  await rerun(project, "--vars", "{factor: 10}");
  expect(await project.database.query("select n from bi.count")).toEqual([{ n: "3" }]);
  expect(
    await project.database.query("select obj_description('bi.big'::regclass, 'pg_class') as text"),
  ).toEqual([{ text: "large" }]);
});

test("keeps rights, comments, indexes, policies, triggers, publications and the owner", async () => {
  const role = `reader_${Math.random().toString(36).slice(2)}`;
  const project = await built(
    { "sales.sql": sales },
    `create role ${role}; create role ${role}_owner; grant all on schema main to ${role}_owner;
    grant insert on main.sales to ${role}; grant select (id) on main.sales to ${role};
    comment on table main.sales is 'it''s'; comment on column main.sales.id is 'key';
    create unique index sales_id on main.sales (id) where id > 0; alter table main.sales enable row level security;
    create policy mine on main.sales for select to ${role} using (id > 1);
    create publication p_sales for table main.sales;
    create function main.touch() returns trigger language plpgsql as 'begin return new; end';
    create trigger touched before insert on main.sales for each row execute function main.touch();
    alter default privileges in schema main grant references on tables to ${role};
    alter table main.sales owner to ${role}_owner`,
  );
  const facts = `select relowner::regrole::text as owner, relrowsecurity as rls,
      obj_description(oid, 'pg_class') as remark, col_description(oid, 1) as column_remark,
      has_table_privilege('${role}', oid, 'INSERT') as may_insert, has_column_privilege('${role}', oid, 'id', 'SELECT') as may_read,
      has_column_privilege('${role}', oid, 'amount', 'SELECT') as may_read_amount,
      (select string_agg(indexdef, ';') from pg_indexes where tablename = 'sales') as indexes,
      (select string_agg(policyname || coalesce(qual, ''), ';') from pg_policies where tablename = 'sales') as policies,
      (select string_agg(tgname, ';') from pg_trigger where tgrelid = c.oid and not tgisinternal) as triggers,
      (select string_agg(pubname, ';') from pg_publication_tables where tablename = 'sales') as publications
    from pg_class c where oid = 'main.sales'::regclass`;
  const before = await project.database.query(facts);
  await rerun(project, "--vars", "{factor: 10}");
  expect(await project.database.query(facts)).toEqual(before);
  expect(before[0]).toMatchObject({
    rls: true,
    may_insert: true,
    may_read: true,
    may_read_amount: false,
  });
  const added = `select has_table_privilege('${role}', 'main.sales', 'REFERENCES') as may`;
  expect(await project.database.query(added)).toEqual([{ may: true }]);
  await project.database.query(
    `drop publication p_sales; reassign owned by ${role}_owner to current_user; drop owned by ${role}, ${role}_owner; drop role ${role}, ${role}_owner`,
  );
});

test("swaps a table that nothing stands on in one message, and the others step by step", async () => {
  const project = await built({ "sales.sql": sales });
  const undone = "rollback to savepoint tsdbt_swap";
  // The first swap of a connection finds out that its check is not prepared.
  project.write({ "models/other.sql": table("select 1 as n") });
  await rerun(project);
  const bare = await rerun(project, "--debug");
  expect(bare.split(undone).length).toBe(2);
  await project.database.query(
    "comment on table main.other is 'kept'; comment on table main.sales is 'kept'",
  );
  const dressed = await rerun(project, "--debug", "--vars", "{factor: 10}");
  expect(dressed.split(undone).length).toBe(3);
  const kept =
    "select obj_description('main.sales'::regclass) as text, sum(amount)::int as sum from main.sales";
  expect(await project.database.query(kept)).toEqual([{ text: "kept", sum: 60 }]);
});

test("keeps foreign keys both ways", async () => {
  const project = await built(
    { "sales.sql": sales },
    `alter table main.sales add primary key (id); create table main.days (id int primary key);
    insert into main.days values (1), (2), (3); alter table main.sales add constraint day foreign key (id) references main.days;
    create table main.refunds (sale int constraint of_sale references main.sales); insert into main.refunds values (1)`,
  );
  await rerun(project, "--vars", "{factor: 10}");
  const keys = await project.database.query(
    "select conname, contype, convalidated from pg_constraint where connamespace = 'main'::regnamespace and contype <> 'n' order by conname",
  );
  expect(keys.map((row) => Object.values(row).join(" "))).toEqual([
    ...["day f true", "days_pkey p true", "of_sale f true", "sales_pkey p true"],
  ]);
});

test("tells of a foreign key whose rows no longer fit, and keeps it for new rows", async () => {
  const project = await built(
    { "sales.sql": table("select id from generate_series(1, {{ var('n', 3) }}) as id") },
    `alter table main.sales add primary key (id);
    create table main.refunds (sale int references main.sales); insert into main.refunds values (3)`,
  );
  expect(await rerun(project, "--vars", "{n: 2}")).toContain("FOREIGN_KEY_NOT_VALID");
  const invalid = "select convalidated as ok from pg_constraint where contype = 'f'";
  expect(await project.database.query(invalid)).toEqual([{ ok: false }]);
});

test("exchanges the rows where something cannot be pointed to another table", async () => {
  const project = await built(
    { "sales.sql": sales },
    `create materialized view main.frozen as select * from main.sales;
    create function main.all_sales() returns setof main.sales language sql as 'select * from main.sales'`,
  );
  const oid = "select 'main.sales'::regclass::oid as oid";
  const before = await project.database.query(oid);
  await rerun(project, "--vars", "{factor: 10}");
  expect(await project.database.query(oid)).toEqual(before);
  expect(await project.database.query("select sum(amount) as s from main.all_sales()")).toEqual([
    { s: "60" },
  ]);
  expect(await project.database.query("select to_regclass('main.sales__dbt_tmp') as left")).toEqual(
    [{ left: null }],
  );
});

test("keeps what stands on a materialized view, and its indexes, when it is built anew", async () => {
  const project = await built(
    {
      "sales.sql": `{{ config(materialized="materialized_view", indexes=[{"columns": ["id"]}]) }}
        select id, {{ var("factor", 1) }} as factor from generate_series(1, 3) as id`,
    },
    `create view main.by_hand as select sum(factor) as sum from main.sales; grant select on main.sales to public;
    create unique index sales_id on main.sales (id)`,
  );
  await rerun(project, "--full-refresh", "--vars", "{factor: 10}");
  const facts = `select (select sum::int from main.by_hand) as sum, has_table_privilege('public', 'main.sales', 'SELECT') as open,
    (select count(*)::int from pg_indexes where tablename = 'sales') as indexes,
    (select count(*)::int from pg_indexes where indexname = 'sales_id') as own`;
  expect(await project.database.query(facts)).toEqual([
    { sum: 30, open: true, indexes: 2, own: 1 },
  ]);
  project.write({ "models/sales.sql": table("select 5 as id, 5 as factor") });
  await rerun(project);
  expect(await project.database.query("select sum::int from main.by_hand")).toEqual([{ sum: 5 }]);
});

test("keeps defaults, what may not be null, and extended statistics", async () => {
  const project = await built(
    { "sales.sql": sales },
    `alter table main.sales alter id set not null; alter table main.sales alter amount set default 7;
    create statistics main.of_sales (dependencies) on id, amount from main.sales`,
  );
  await rerun(project, "--vars", "{factor: 10}");
  const facts = `select (select attnotnull from pg_attribute where attrelid = 'main.sales'::regclass and attname = 'id') as required,
    (select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = 'main.sales'::regclass) as value,
    (select pg_get_statisticsobjdef(oid) from pg_statistic_ext) as statistics`;
  expect(await project.database.query(facts)).toEqual([
    {
      required: true,
      value: "7",
      statistics: "CREATE STATISTICS main.of_sales (dependencies) ON id, amount FROM main.sales",
    },
  ]);
});

test("says what is in the way of other columns, with its owner, and changes nothing", async () => {
  const project = await built(
    {
      "sales.sql": table("select 1 as id {% if not var('less', false) %}, 2 as amount {% endif %}"),
    },
    "create schema bi; create view bi.amounts as select amount from main.sales; create view bi.ids as select id from main.sales",
  );
  const { code, output } = await project.tsdbt("run", "--vars", "{less: true}");
  expect(code).toBe(1);
  expect(output).toContain("DEPENDENTS_IN_THE_WAY");
  expect(output).toContain("view bi.amounts (owner postgres)");
  expect(output).not.toContain("bi.ids");
  expect(await project.database.query("select amount from bi.amounts")).toEqual([{ amount: 2 }]);
});

test("with on_dependents: rebuild makes views anew that still can be, with their rights", async () => {
  const project = await built(
    {
      "sales.sql": table("select 1::{{ var('type', 'int') }} as id", ", on_dependents='rebuild'"),
    },
    `create schema bi; create view bi.ids as select id from main.sales; create view bi.more as select * from bi.ids;
    grant select on bi.ids, bi.more to public`,
  );
  await rerun(project, "--vars", "{type: text}");
  const seen = "select id, has_table_privilege('public', 'bi.ids', 'SELECT') as open from bi.more";
  expect(await project.database.query(seen)).toEqual([{ id: "1", open: true }]);
});

test("with on_dependents: cascade drops what reads the table, as dbt does", async () => {
  const project = await built(
    { "sales.sql": table("select 1 as id", ", on_dependents='cascade'") },
    "create schema bi; create view bi.ids as select id from main.sales",
  );
  await rerun(project);
  expect(await project.database.query("select to_regclass('bi.ids') as view")).toEqual([
    { view: null },
  ]);
});

test("lets views of the same run go, since they are built anew", async () => {
  const column = "{{ var('column', 'a') }}";
  const project = await built({
    "one.sql": table(`select 1 as ${column}`),
    "two.sql": `select ${column} from {{ ref('one') }}`,
    "three.sql": `select ${column} from {{ ref('two') }}`,
  });
  await rerun(project, "--vars", "{column: b}");
  expect(await project.database.query("select * from main.three")).toEqual([{ b: 1 }]);
});

test("changes a view in place, and replaces it where its columns change", async () => {
  const project = await built(
    { "one.sql": "select {{ var('select', '1 as a') }}" },
    "grant select on main.one to public",
  );
  const oid = "select 'main.one'::regclass::oid as oid";
  const before = await project.database.query(oid);
  await rerun(project, "--vars", "{select: '2 as a, 3 as b'}");
  expect(await project.database.query(oid)).toEqual(before);
  await rerun(project, "--vars", "{select: '4 as c'}");
  expect(await project.database.query("select * from main.one")).toEqual([{ c: 4 }]);
  const open = "select has_table_privilege('public', 'main.one', 'SELECT') as may";
  expect(await project.database.query(open)).toEqual([{ may: true }]);
});

test.each(["truncate_insert", "delete_insert"])(
  "keeps the table with on_rebuild: %s",
  async (how) => {
    const project = await built({
      "sales.sql": table("select {{ var('n', 1) }} as n", `, on_rebuild='${how}'`),
    });
    const oid = "select 'main.sales'::regclass::oid as oid";
    const before = await project.database.query(oid);
    await rerun(project, "--vars", "{n: 2}");
    expect(await project.database.query(oid)).toEqual(before);
    expect(await project.database.query("select n from main.sales")).toEqual([{ n: 2 }]);
  },
);

test("keeps views on seeds when they are loaded anew", async () => {
  open = await postgresProject({ "seeds/days.csv": "id\n1\n" });
  expect((await open.tsdbt("seed")).code).toBe(0);
  await open.database.query("create view main.all_days as select * from main.days");
  open.write({ "seeds/days.csv": "id,name\n1,a\n2,b\n" });
  const { code, output } = await open.tsdbt("seed", "--full-refresh");
  expect(code, output).toBe(0);
  expect(await open.database.query("select id from main.all_days")).toEqual([{ id: 1 }, { id: 2 }]);
});
