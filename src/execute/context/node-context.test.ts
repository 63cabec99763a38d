import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter, Session } from "../../adapters/adapter.ts";
import { openAdapter } from "../../adapters/open.ts";
import type { Event } from "../../core/events.ts";
import type { Flags } from "../../core/flags.ts";
import { findNode } from "../../core/manifest.ts";
import { Problem } from "../../core/problem.ts";
import { type Dict, type PyObject, TemplateError } from "../../jinja/index.ts";
import { adapterNames } from "../../project/context/adapter/parse-adapter.ts";
import { Table } from "../../project/context/agate/table.ts";
import { ColumnType } from "../../project/context/agate/types.ts";
import { loadProject, type Project } from "../../project/load.ts";
import { readSettings } from "../../project/settings/settings.ts";
import { createNodeContext, type NodeContext } from "./node-context.ts";
import { createRunState, type RunState } from "./run-state.ts";

const files: Readonly<Record<string, string>> = {
  "dbt_project.yml": `
name: shop
version: "1.0"
profile: shop
vars: {answer: 42}
models: {+materialized: table}
`,
  "profiles.yml": `
shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: ":memory:", schema: main, threads: 2, external_root: out}
`,
  "models/a.sql": "select 1 as id",
  "models/b.sql":
    "{{ config(materialized='incremental', unique_key='id', pre_hook='select 1', meta={'owner': 'ann'}) }}\nselect * from {{ ref('a') }} join {{ ref('e') }} using (id) join {{ source('raw', 'events') }} using (id)",
  "models/e.sql": "{{ config(materialized='ephemeral', alias='eph') }} select 1 as id",
  "models/sources.yml": `
version: 2
sources:
  - name: raw
    schema: main
    tables:
      - name: events
        identifier: raw_events
      - name: lake
        config: {meta: {external_location: "read_csv('data/{name}.csv')"}}
`,
  "seeds/s.csv": "id,name\n1,x\n",
  "macros/own.sql": `
{% macro double(x) %}{{ return(x * 2) }}{% endmacro %}
{% macro shout() %}{{ exceptions.raise_compiler_error("loud") }}{% endmacro %}
`,
};

const flags = {
  which: "run",
  select: [],
  exclude: [],
  selector: null,
  resourceTypes: [],
  excludeResourceTypes: [],
  indirectSelection: "eager",
  vars: {},
  behavior: {},
  print: true,
  targetPath: null,
  logPath: null,
  partialParse: false,
  warnErrorOptions: { error: [], warn: [], silence: [] },
} as unknown as Flags;

let dir: string;
let project: Project;
let adapter: Adapter;
let session: Session;
let run: RunState;
const events: Event[] = [];
const written = new Map<string, string>();

function writeProject(): void {
  dir = mkdtempSync(join(tmpdir(), "tsdbt-context-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

beforeAll(async () => {
  writeProject();
  const env = { DBT_ENV_CUSTOM_ENV_TEAM: "data" };
  const settings = readSettings({ projectDir: dir, workingDir: dir, env, vars: {} });
  const invocation = { id: "the-invocation", startedAt: 1_700_000_000_000 };
  const emit = (event: Event): void => void events.push(event);
  project = await loadProject({ settings, flags, env, invocation, emit });
  const { credentials } = project.profile;
  adapter = await openAdapter("duckdb", { credentials, baseDir: dir });
  session = await adapter.connect("main");
  await session.execute("create table raw_events as select 1 as id, 'x' as kind");
  await session.execute("create table b as select 1 as id, 2.50::decimal(10,2) as price");
  const seed = new Table(["id"], [ColumnType.integer], () => [[1]]);
  run = createRunState({
    project,
    adapter,
    emit,
    selected: ["model.shop.b"],
    readSeed: () => Promise.resolve(seed),
    writeRunFile: (id, text) => void written.set(id, text),
  });
}, 60_000);

afterAll(async () => {
  await adapter?.[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

function contextOf(id = "model.shop.b"): NodeContext {
  const node = findNode(project.manifest, id);
  if (node === undefined) throw new Error(`no ${id}`);
  return createNodeContext({ run, node, session });
}

const render = (template: string, context = contextOf()): Promise<string> =>
  context.render(template, "models/b.sql");

/** The code of the problem that rendering ends in. */
async function failureOf(template: string, context = contextOf()): Promise<string> {
  try {
    await render(template, context);
  } catch (thrown) {
    let cause: unknown = thrown;
    while (cause instanceof TemplateError && cause.cause !== undefined) cause = cause.cause;
    return cause instanceof Problem ? cause.code : String(cause);
  }
  return "nothing failed";
}

const everywhere = [
  ...["dbt_version", "var", "env_var", "return", "fromjson", "tojson", "fromyaml", "toyaml"],
  ...["set", "set_strict", "zip", "zip_strict", "log", "print", "run_started_at", "invocation_id"],
  ...["thread_id", "modules", "flags", "diff_of_two_dicts", "local_md5", "context", "builtins"],
  ...["target", "project_name", "env", "dbt", "shop"],
];

const ofNodes = [
  ...["dbt_metadata_envs", "invocation_args_dict", "_sql_results", "load_result", "store_result"],
  ...["store_raw_result", "validation", "write", "render", "try_or_compiler_error", "ref"],
  ...["load_agate_table", "source", "metric", "function", "config", "execute", "exceptions"],
  ...["database", "schema", "adapter", "api", "column", "graph", "model", "pre_hooks"],
  ...["post_hooks", "sql", "sql_now", "compiled_code", "adapter_macro", "selected_resources"],
  ...["submit_python_job", "this", "source_node", "defer_relation", "context_macro_stack"],
];

const ofExceptions = [
  ...["warn", "raise_compiler_error", "missing_config", "missing_materialization"],
  ...["missing_relation", "raise_ambiguous_alias", "raise_ambiguous_catalog_match"],
  ...["raise_cache_inconsistent", "raise_dataclass_not_dict", "raise_contract_error"],
  ...["raise_database_error", "raise_dep_not_found", "raise_dependency_error"],
  ...["raise_duplicate_patch_name", "raise_duplicate_resource_name"],
  ...["raise_invalid_property_yml_version", "raise_not_implemented", "relation_wrong_type"],
  ...["column_type_missing", "raise_fail_fast_error", "warn_snapshot_timestamp_data_types"],
];

const ofAdapters = [
  ...["add_query", "already_exists", "assert_valid_snapshot_target_given_strategy", "behavior"],
  ...["bridge_v2_catalog", "build_catalog_relation", "cache_added", "cache_dropped"],
  ...["cache_renamed", "check_schema_exists", "commit", "convert_type", "create_schema"],
  ...["dispatch", "drop_relation", "drop_schema", "execute", "expand_target_column_types"],
  ...["get_catalog_integration", "get_column_schema_from_query", "get_columns_in_relation"],
  ...["get_columns_in_table", "get_hard_deletes_behavior", "get_incremental_strategy_macro"],
  ...["get_missing_columns", "get_partitions_metadata", "get_pseudocolumns_for_relation"],
  ...["get_relation", "list_relations", "list_relations_without_caching", "list_schemas"],
  ...["quote", "quote_as_configured", "quote_seed_column", "rename_relation"],
  ...["render_raw_columns_constraints", "render_raw_model_constraints", "run_sql_for_tests"],
  ...["standardize_grants_dict", "truncate_relation", "type", "valid_snapshot_target"],
  ...["parse_index", "verify_database", "_link_cached_database_relations"],
  ...["batch_id_for_model", "convert_datetimes_to_strs", "disable_transactions"],
  ...["external_read_location", "external_root", "external_write_options", "get_binding_char"],
  ...["get_seed_file_path", "get_temp_relation_path", "is_ducklake", "is_motherduck"],
  ...["location_exists", "store_relation", "use_ducklake_table_workarounds", "warn_once"],
];

describe("names", () => {
  test.each([...everywhere, ...ofNodes])("%s is there", (name) => {
    expect(contextOf().get(name)).toBeDefined();
  });

  test.each(ofExceptions)("exceptions.%s is there", (name) => {
    expect((contextOf().get("exceptions") as PyObject).pyGetAttr?.(name)).toBeDefined();
  });

  test.each(ofAdapters)("adapter.%s is there, at parse time as well", (name) => {
    expect((contextOf().get("adapter") as PyObject).pyGetAttr?.(name)).toBeDefined();
    expect(adapterNames).toContain(name);
  });

  test("a name that the engine sets comes before all others", () => {
    const context = contextOf();
    context.set("sql", "select 2");
    expect(context.get("sql")).toBe("select 2");
  });

  test("a macro comes before the name of the same kind, which builtins still has", async () => {
    expect(await render("{{ double(4) }} {{ shop.double(5) }} {{ context['double'](6) }}")).toBe(
      "8 10 12",
    );
    expect(await render("{{ builtins.ref('a') }}")).toBe('"memory"."main"."a"');
  });
});

describe("a node's names", () => {
  test.each([
    ["{{ execute }}", "True"],
    ["{{ this }}", '"memory"."main"."b"'],
    ["{{ this.schema }}.{{ this.identifier }} {{ this is mapping }}", "main.b True"],
    ["{{ database }}.{{ schema }}", "memory.main"],
    [
      "{{ target.name }} {{ target.schema }} {{ target.type }} {{ env.name }}",
      "dev main duckdb dev",
    ],
    ["{{ var('answer') }} {{ var('missing', 'none') }}", "42 none"],
    ["{{ model.name }} {{ model['unique_id'] }}", "b model.shop.b"],
    ["{{ model.config.materialized }}", "incremental"],
    ["{{ config.get('unique_key') }} {{ config.get('nothing', 7) }}", "id 7"],
    ["{{ config.require('unique_key') }} {{ config.meta_get('owner') }}", "id ann"],
    ["[{{ config(materialized='view') }}{{ config.set('a', 1) }}]", "[]"],
    ["{{ config.persist_relation_docs() }} {{ config.persist_column_docs() }}", "False False"],
    ["{{ pre_hooks[0].sql }} {{ pre_hooks | length }} {{ post_hooks }}", "select 1 1 []"],
    ["{{ selected_resources }}", "['model.shop.b']"],
    ["{{ graph.nodes['model.shop.a'].name }} {{ graph.sources | length }}", "a 2"],
    ["{{ sql_now }}", "now()"],
    ["{{ dbt_metadata_envs }}", "{'TEAM': 'data'}"],
    ["{{ invocation_args_dict.which }}", "run"],
    ["{{ context_macro_stack.depth }}", "0"],
    [
      "{{ api.Column('id', 'INTEGER').is_integer() }} {{ column.translate_type('string') }}",
      "True TEXT",
    ],
    ["{{ api.Relation.create(schema='s', identifier='t') }}", '"s"."t"'],
    ["{{ render('{{ 1 + 1 }}') }}", "2"],
    ["{{ sql is none }} {{ source_node is none }} {{ defer_relation is none }}", "True True True"],
  ])("%s gives %s", async (template, expected) => {
    expect(await render(template)).toBe(expected);
  });
});

describe("references", () => {
  test("ref and source give relations, and ephemeral models are noted", async () => {
    const context = contextOf();
    const template =
      "{{ ref('a') }} {{ ref('shop', 'a') }} {{ ref('e') }} {{ source('raw', 'events') }}";
    expect(await render(template, context)).toBe(
      '"memory"."main"."a" "memory"."main"."a" __dbt__cte__eph "memory"."main"."raw_events"',
    );
    expect([...context.ephemerals]).toEqual(["model.shop.e"]);
  });

  test("a source with an external location is that location", async () => {
    expect(await render("{{ source('raw', 'lake') }}")).toBe("read_csv('data/lake.csv')");
  });

  test("under --empty what is read is an empty subquery, and this is not", async () => {
    const empty = { ...run, project: { ...project, flags: { ...flags, empty: true } } };
    const node = findNode(project.manifest, "model.shop.b")!;
    const context = createNodeContext({ run: empty, node, session });
    expect(await render("{{ ref('a') }} {{ this }} {{ ref('a').identifier }}", context)).toBe(
      '(select * from "memory"."main"."a" where false limit 0) "memory"."main"."b" a',
    );
  });

  test.each([
    ["{{ ref('nope') }}", "REF_TARGET_MISSING"],
    ["{{ ref('s') }}", "REF_BAD_CONTEXT"],
    ["{{ ref() }}", "REFERENCE_ARGUMENTS"],
    ["{{ source('raw') }}", "REFERENCE_ARGUMENTS"],
    ["{{ source('raw', 'nope') }}", "SOURCE_TARGET_MISSING"],
    ["{{ metric('m') }}", "METRICS_UNSUPPORTED"],
    ["{{ config.require('nope') }}", "CONFIG_MISSING"],
    ["{{ shout() }}", "RAISED_BY_TEMPLATE"],
    ["{{ load_agate_table() }}", "NOT_A_SEED"],
    ["{{ adapter_macro('x.y') }}", "ADAPTER_MACRO_REMOVED"],
    ["{{ submit_python_job(model, '') }}", "PYTHON_UNSUPPORTED"],
    ["{{ validation.any('a', 'b')('c') }}", "CONFIG_REFUSED"],
    ["{% do run_query('select nope') %}", "SQL_NAME_NOT_FOUND"],
    ["{{ try_or_compiler_error('no', shout) }}", "RAISED_BY_TEMPLATE"],
  ])("%s ends in %s", async (template, code) => {
    expect(await failureOf(template)).toBe(code);
  });
});

describe("statements", () => {
  test("run_query gives a table", async () => {
    const template =
      "{% set t = run_query('select 1 as a, 2.5 as b union all select 3, 4') %}{{ t.columns[0].values() }} {{ t.rows[1]['b'] }} {{ t.column_names }} {{ t | length }}";
    expect(await render(template)).toBe("(1, 3) 4.0 ('a', 'b') 2");
  });

  test("a statement's result is loaded once", async () => {
    const context = contextOf();
    const template =
      "{% call statement('x', fetch_result=True) %}select 5 as n{% endcall %}{% set r = load_result('x') %}{{ r.table.rows[0][0] }} {{ r.data }} {{ r['response'] }}";
    expect(await render(template, context)).toBe("5 [(5,)] OK");
    expect(await failureOf("{{ load_result('x') }}", context)).toBe("RESULT_LOADED_TWICE");
    expect(await render("{{ load_result('y') is none }}", context)).toBe("True");
  });

  test("the main statement is written and can be loaded again", async () => {
    const context = contextOf();
    await render("{% call statement('main') %}select 1{% endcall %}", context);
    expect(written.get("model.shop.b")).toContain("select 1");
    expect(
      await render("{{ load_result('main').response }}{{ load_result('main').response }}", context),
    ).toBe("OKOK");
  });

  test("store_raw_result keeps message, code and rows", async () => {
    const template =
      "{% do store_raw_result('main', message='INSERT 5', code='INSERT', rows_affected=5) %}{% set r = load_result('main').response %}{{ r }} {{ r.code }} {{ r.rows_affected }}";
    expect(await render(template)).toBe("INSERT 5 INSERT 5");
  });

  test("every statement carries the query comment and is told", async () => {
    events.length = 0;
    await render("{% do run_query('select 42 as n') %}");
    const sent = events.filter((event) => event.type === "sql").map((event) => event.sql);
    expect(sent.at(-1)).toBe(
      '/* {"app": "dbt", "dbt_version": "1.12.6", "profile_name": "shop", "target_name": "dev", "node_id": "model.shop.b"} */\nselect 42 as n',
    );
    expect(events.some((event) => event.type === "sql-finished" && event.status === "OK")).toBe(
      true,
    );
  });

  test("warnings and lines for the log are told with their node", async () => {
    events.length = 0;
    await render(
      "{% do exceptions.warn('careful') %}{{ log('hello', info=True) }}{{ print('out') }}",
    );
    expect(events.map((event) => event.type)).toEqual([
      "warning",
      "template-log",
      "template-print",
    ]);
    expect(events[1]).toMatchObject({ message: "hello", info: true, nodeId: "model.shop.b" });
  });

  test("a seed loads its table", async () => {
    expect(await render("{{ load_agate_table().column_names }}", contextOf("seed.shop.s"))).toBe(
      "('id',)",
    );
  });
});

const adapterAnswers: readonly (readonly [string, string])[] = [
  ["{{ adapter.type() }}", "duckdb"],
  ["{{ adapter.quote('a') }} {{ adapter.quote_as_configured('a', 'schema') }}", '"a" "a"'],
  [
    "{{ adapter.quote_seed_column('a', none) }} {{ adapter.quote_seed_column('a', false) }}",
    '"a" a',
  ],
  ["{{ adapter.dispatch('current_timestamp', 'dbt')() | trim | lower }}", "now()"],
  ["{{ adapter.get_relation('memory', 'main', 'raw_events').type }}", "table"],
  ["{{ adapter.get_relation('memory', 'main', 'none_such') is none }}", "True"],
  ["{{ adapter.already_exists('main', 'raw_events') }}", "True"],
  [
    "{{ adapter.list_relations('memory', 'main') | map(attribute='name') | sort | list }}",
    "['b', 'raw_events']",
  ],
  ["{{ 'main' in adapter.list_schemas('memory') }}", "True"],
  ["{{ adapter.check_schema_exists('memory', 'nope') }}", "False"],
  [
    "{{ adapter.get_columns_in_relation(this) | map(attribute='dtype') | list }}",
    "['INTEGER', 'DECIMAL(10,2)']",
  ],
  ["{{ adapter.get_column_schema_from_query('select 1 as a').0.name }}", "a"],
  [
    "{{ adapter.get_missing_columns(this, source('raw', 'events')) | map(attribute='name') | list }}",
    "['price']",
  ],
  ["{{ adapter.location_exists('nowhere.csv') }}", "False"],
  ["{{ adapter.external_root() }} {{ adapter.get_binding_char() }}", "out ?"],
  [
    "{{ adapter.external_write_options('a.csv.gz', {}) }}",
    "format csv, compression gzip, header 1",
  ],
  [
    "{{ adapter.external_read_location('dir', {'partition_by': 'a,b', 'format': 'parquet'}) }}",
    "dir/*/*/*.parquet",
  ],
  [
    "{{ adapter.is_motherduck() }} {{ adapter.is_ducklake(this) }} {{ adapter.disable_transactions() }}",
    "False False False",
  ],
  ["{{ adapter.verify_database('memory') }}", ""],
  ["{{ adapter.get_hard_deletes_behavior({'hard_deletes': 'invalidate'}) }}", "invalidate"],
  [
    "{{ adapter.render_raw_columns_constraints({'a': {'name': 'a', 'data_type': 'int', 'constraints': [{'type': 'not_null'}]}}) }}",
    "['a int not null']",
  ],
  [
    "{{ adapter.render_raw_model_constraints([{'type': 'primary_key', 'columns': ['a', 'b']}]) }}",
    "['primary key (a, b)']",
  ],
  ["{{ adapter.behavior.enable_truthy_nulls_equals_macro.no_warn }}", "False"],
  ["{{ adapter.parse_index({'columns': ['a'], 'unique': true}).unique }}", "True"],
  ["{{ adapter.execute('select 7 as x', fetch=true)[1].rows[0].x }}", "7"],
  ["{{ adapter.get_incremental_strategy_macro(context, 'append') is callable }}", "True"],
  ["{{ adapter.run_sql_for_tests('select 3', 'one', none)[0] }}", "3"],
  ["{{ adapter.convert_type(run_query('select 1.5 as a'), 0) }}", "float8"],
  ["{{ adapter.existing_key_constraint_types(this) }}", "[]"],
  ["{{ adapter.catalog_supports_foreign_keys('memory') }}", "True"],
];

describe("adapter", () => {
  test.each(adapterAnswers)("%s gives %s", async (template, expected) => {
    expect(await render(template)).toBe(expected);
    if (session.inTransaction) await session.rollback();
  });

  test("relations are created, renamed and dropped, and the cache knows", async () => {
    const template = `
      {%- set old = api.Relation.create(database='memory', schema='extra', identifier='old', type='table') -%}
      {%- set new = old.incorporate(path={'identifier': 'new'}) -%}
      {%- do adapter.create_schema(old) -%}
      {%- do run_query('create table ' ~ old ~ ' as select 1 as a') -%}
      {%- do adapter.cache_added(old) -%}
      {{ adapter.get_relation('memory', 'extra', 'old') is not none }}
      {%- do adapter.rename_relation(old, new) %}
      {{- ' ' ~ (adapter.get_relation('memory', 'extra', 'old') is none) }}
      {{- ' ' ~ run_query('select count(*) from ' ~ new).rows[0][0] }}
      {%- do adapter.truncate_relation(new) %}
      {{- ' ' ~ run_query('select count(*) from ' ~ new).rows[0][0] }}
      {%- do adapter.drop_relation(new) %}
      {{- ' ' ~ (adapter.get_relation('memory', 'extra', 'new') is none) }}
      {%- do adapter.commit() -%}
      {%- do adapter.drop_schema(new) -%}
      {{- ' ' ~ adapter.check_schema_exists('memory', 'extra') }}`;
    expect((await render(template)).trim()).toBe("True True 1 0 True False");
    expect(session.inTransaction).toBe(false);
  });

  test("a name that differs only in case is an error", async () => {
    expect(await failureOf("{{ adapter.get_relation('memory', 'main', 'RAW_EVENTS') }}")).toBe(
      "APPROXIMATE_MATCH",
    );
  });

  test("a table that is no snapshot's is refused as its target", async () => {
    expect(await failureOf("{% do adapter.valid_snapshot_target(this) %}")).toBe(
      "SNAPSHOT_COLUMNS_MISSING",
    );
  });
});

test("callMacro calls flat names and those of packages", async () => {
  const context = contextOf();
  expect(await context.callMacro("double", [21])).toBe(42);
  expect(await context.callMacro("shop.double", [], new Map([["x", 2]]))).toBe(4);
  await expect(context.callMacro("no_such_macro")).rejects.toThrow(Problem);
});

test("a model's dict leaves out what is not set", async () => {
  const model = contextOf().get("model") as Dict;
  expect(model.has("patch_path")).toBe(false);
  expect((model.get("config") as Dict).has("alias")).toBe(false);
});
