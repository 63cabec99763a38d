/** Mistakes in templates: what they ask of the objects that dbt's Jinja context gives them. */
import type { Files, Mistake } from "./mistake.ts";

/** A model of that text, which is built. */
const built = (code: string, place: string, template: string, files: Files = {}): Mistake => ({
  code,
  place,
  files: { "models/a.sql": template, ...files },
  command: "build",
});

/** What a template may do only when it runs. */
const running = (code: string, place: string, expression: string, files: Files = {}): Mistake =>
  built(
    code,
    place,
    `{% if execute %}{% set x = ${expression} %}{% endif %}\nselect 1 as id`,
    files,
  );

const snapshot = (config: string) =>
  `{% snapshot s %}\n{{ config(unique_key='id', strategy='check', check_cols='all', ${config}) }}\nselect 1 as id\n{% endsnapshot %}`;

const source = (meta: string): Files => ({
  "models/m.yml": `sources: [{name: raw, tables: [{name: orders, meta: ${meta}}]}]\n`,
});

const fromSource = "select * from {{ source('raw', 'orders') }}";

export const contextMistakes: readonly Mistake[] = [
  running(
    "INVALID_RELATION_PART",
    "models/a.sql:1:41",
    "api.Relation.create(schema=missing, identifier='orders')",
  ),
  running("MATCH_WITHOUT_PATH", "models/a.sql:1:33", "this.matches()"),
  built(
    "UNKNOWN_LOCATION_FORMATTER",
    "models/m.yml:1:32",
    fromSource,
    source("{external_location: 'a.csv', formatter: jinja}"),
  ),
  built("SOURCE_PLUGIN", "models/a.sql:1:18", fromSource, source("{plugin: excel}")),
  built(
    "RAISED_BY_TEMPLATE",
    "models/a.sql:2:15",
    "select\n{{ exceptions.raise_compiler_error('unknown mode') }}",
  ),
  built("WARNED_BY_TEMPLATE", "model.shop.a", "{% do exceptions.warn('no rows') %}select 1 as id"),
  running("CONFIG_MISSING", "models/a.sql:1:35", "config.require('colour')"),
  running(
    "CONFIG_REFUSED",
    "models/a.sql:1:35",
    "config.get('mode', 'c', validator=validation.any('a', 'b'))",
  ),
  running("REF_BAD_CONTEXT", "models/a.sql:1:28", "ref('b')", { "models/b.sql": "select 1 as id" }),
  built(
    "REF_TARGET_MISSING",
    "models/a.sql:2:20",
    "select 1 as id\n{% if execute %}{{ ref('nothing') }}{% endif %}",
  ),
  running("SOURCE_TARGET_MISSING", "models/a.sql:1:28", "source('raw', 'nothing')"),
  built(
    "REF_AMBIGUOUS_AT_RUN",
    "models/a.sql:2:20",
    "select 1 as id\n{% if execute %}{{ ref('orders') }}{% endif %}",
    {
      "dbt_packages/lib/dbt_project.yml": "name: lib\n",
      "dbt_packages/lib/models/orders.sql": "{{ config(alias='x') }} select 1 as id",
      "dbt_packages/two/dbt_project.yml": "name: two\n",
      "dbt_packages/two/models/orders.sql": "select 1 as id",
    },
  ),
  built("REFERENCE_ARGUMENTS", "models/a.sql:1:18", "select * from {{ source('raw') }}"),
  built(
    "OPERATION_REFS_EPHEMERAL",
    "project.yml:3:31",
    "{{ config(materialized='ephemeral') }} select 1 as id",
    {
      "project.yml": "name: shop\nprofile: shop\non-run-end: \"select * from {{ ref('a') }}\"\n",
      "models/b.sql": "select 1 as id",
    },
  ),
  running("METRICS_UNSUPPORTED", "models/a.sql:1:28", "metric('revenue')"),
  running("FUNCTION_MISSING", "models/a.sql:1:28", "function('to_cents')"),
  running(
    "RESULT_LOADED_TWICE",
    "models/a.sql:1:158",
    "run_query('select 1') %}{% call statement('x', fetch_result=true) %}select 1{% endcall %}{% set a = load_result('x') %}{% set b = load_result('x')",
  ),
  running("NOT_A_SEED", "models/a.sql:1:28", "load_agate_table()"),
  running("PYTHON_UNSUPPORTED", "models/a.sql:1:28", "submit_python_job({}, 'x = 1')"),
  running("ADAPTER_MACRO_REMOVED", "models/a.sql:1:28", "adapter_macro('dbt_utils.star')"),
  running("ADAPTER_ARGUMENT", "models/a.sql:1:36", "adapter.drop_relation(none)"),
  {
    ...built(
      "STRATEGY_INVALID",
      "models/a.sql:1:1",
      "{{ config(materialized='incremental', incremental_strategy='insert_overwrite') }}select 1 as id",
    ),
    before: { command: "build" },
  },
  {
    ...built("SNAPSHOT_COLUMNS_MISSING", "snapshots/s.sql:1:17", "select 1 as id", {
      "snapshots/s.sql": snapshot(""),
    }),
    before: { command: ["run-operation", "--sql", "create table main.s as select 1 as id"] },
    command: "snapshot",
  },
  built("HARD_DELETES_CONFLICT", "snapshots/s.sql:1:17", "select 1 as id", {
    "snapshots/s.sql": snapshot("invalidate_hard_deletes=true, hard_deletes='ignore'"),
  }),
  built("HARD_DELETES_INVALID", "snapshots/s.sql:1:17", "select 1 as id", {
    "snapshots/s.sql": snapshot("hard_deletes='delete'"),
  }),
  built(
    "INDEX_INVALID",
    "models/a.sql:1:1",
    "{{ config(materialized='table', indexes=[{'column': 'id'}]) }}select 1 as id",
  ),
  running(
    "CONSTRAINT_INVALID",
    "models/a.sql:1:36",
    "adapter.render_raw_model_constraints(raw_constraints=[{'type': 'uniqe'}])",
  ),
  running("CROSS_DATABASE", "models/a.sql:1:36", "adapter.verify_database('elsewhere')"),
  running(
    "COLUMN_TYPE_INVALID",
    "models/a.sql:1:39",
    "api.Column.from_description('id', 'varchar(many)')",
  ),
  running("NOT_A_DICTIONARY", "models/a.sql:1:33", "this.items()"),
  built("QUERY_COMMENT_ILLEGAL", "models/a.sql:1:1", "select 1 as id", {
    "project.yml": 'name: shop\nprofile: shop\nquery-comment: "done */ select 1"\n',
  }),
  running("DATABASE_UNSUPPORTED", "models/a.sql:1:36", "adapter.get_catalog_integration('x')"),
];
