/** Mistakes in templates: what they ask of the objects that dbt's Jinja context gives them. */
import type { Files, Mistake } from "./mistake.ts";

/** A model of that text, which is built. */
const built = (code: string, template: string, files: Files = {}): Mistake => ({
  code,
  place: "?",
  files: { "models/a.sql": template, ...files },
  command: "build",
});

/** What a template may do only when it runs. */
const running = (code: string, expression: string, files: Files = {}): Mistake =>
  built(code, `{% if execute %}{% set x = ${expression} %}{% endif %}\nselect 1 as id`, files);

const snapshot = (config: string) =>
  `{% snapshot s %}\n{{ config(unique_key='id', strategy='check', check_cols='all', ${config}) }}\nselect 1 as id\n{% endsnapshot %}`;

const source = (meta: string): Files => ({
  "models/m.yml": `sources: [{name: raw, tables: [{name: orders, meta: ${meta}}]}]\n`,
});

const fromSource = "select * from {{ source('raw', 'orders') }}";

export const contextMistakes: readonly Mistake[] = [
  built("IDENTIFIER_TOO_LONG", "x"),
  running("INVALID_RELATION_PART", "api.Relation.create(schema=missing, identifier='orders')"),
  running("MATCH_WITHOUT_PATH", "this.matches()"),
  built(
    "UNKNOWN_LOCATION_FORMATTER",
    fromSource,
    source("{external_location: 'a.csv', formatter: jinja}"),
  ),
  built("SOURCE_PLUGIN", fromSource, source("{plugin: excel}")),
  built("RAISED_BY_TEMPLATE", "select\n{{ exceptions.raise_compiler_error('unknown mode') }}"),
  built("WARNED_BY_TEMPLATE", "{% do exceptions.warn('no rows') %}select 1 as id"),
  running("CONFIG_MISSING", "config.require('colour')"),
  built(
    "CONFIG_REFUSED",
    "{{ config(mode='x') }}{% set m = config.get('mode', validator=validation.any['a', 'b']) %}select 1 as id",
  ),
  built("PERSIST_DOCS_NOT_DICT", "{{ config(persist_docs=true) }}select 1 as id"),
  running("REF_BAD_CONTEXT", "ref('b')", { "models/b.sql": "select 1 as id" }),
  built("REF_TARGET_MISSING", "select 1 as id\n{% if execute %}{{ ref('nothing') }}{% endif %}"),
  running("SOURCE_TARGET_MISSING", "source('raw', 'nothing')"),
  built("REF_AMBIGUOUS_AT_RUN", "select 1 as id\n{% if execute %}{{ ref('orders') }}{% endif %}", {
    "dbt_packages/lib/dbt_project.yml": "name: lib\n",
    "dbt_packages/lib/models/orders.sql": "{{ config(alias='x') }} select 1 as id",
    "dbt_packages/two/dbt_project.yml": "name: two\n",
    "dbt_packages/two/models/orders.sql": "select 1 as id",
  }),
  built("REFERENCE_ARGUMENTS", "select * from {{ source('raw') }}"),
  built("OPERATION_REFS_EPHEMERAL", "{{ config(materialized='ephemeral') }} select 1 as id", {
    "project.yml": "name: shop\nprofile: shop\non-run-end: \"select * from {{ ref('a') }}\"\n",
    "models/b.sql": "select 1 as id",
  }),
  running("METRICS_UNSUPPORTED", "metric('revenue')"),
  running("FUNCTION_MISSING", "function('to_cents')"),
  running(
    "RESULT_LOADED_TWICE",
    "run_query('select 1') %}{% call statement('x', fetch_result=true) %}select 1{% endcall %}{% set a = load_result('x') %}{% set b = load_result('x')",
  ),
  running("NOT_A_SEED", "load_agate_table()"),
  running("PYTHON_UNSUPPORTED", "submit_python_job({}, 'x = 1')"),
  running("ADAPTER_MACRO_REMOVED", "adapter_macro('dbt_utils.star')"),
  running("ADAPTER_ARGUMENT", "adapter.drop_relation(none)"),
  built(
    "STRATEGY_INVALID",
    "{{ config(materialized='incremental', incremental_strategy='insert_overwrite') }}select 1 as id",
  ),
  {
    ...built("SNAPSHOT_COLUMNS_MISSING", "select 1 as id", { "snapshots/s.sql": snapshot("") }),
    before: { command: ["run-operation", "--sql", "create table main.s as select 1 as id"] },
    command: "snapshot",
  },
  built("HARD_DELETES_CONFLICT", "select 1 as id", {
    "snapshots/s.sql": snapshot("invalidate_hard_deletes=true, hard_deletes='ignore'"),
  }),
  built("HARD_DELETES_INVALID", "select 1 as id", {
    "snapshots/s.sql": snapshot("hard_deletes='delete'"),
  }),
  built(
    "INDEX_INVALID",
    "{{ config(materialized='table', indexes=[{'column': 'id'}]) }}select 1 as id",
  ),
  running("CONSTRAINT_INVALID", "adapter.render_raw_model_constraints([{'type': 'uniqe'}])"),
  running("CROSS_DATABASE", "adapter.verify_database('elsewhere')"),
  running("COLUMN_TYPE_INVALID", "api.Column.from_description('id', 'varchar(many)')"),
  running("NOT_A_DICTIONARY", "this.items()"),
  running("APPROXIMATE_MATCH", "adapter.get_relation(this.database, this.schema, 'ORDERS')"),
  built("CONSTRAINT_UNSUPPORTED", "{{ config(materialized='table') }}select 1 as id", {
    "models/m.yml":
      "models: [{name: a, config: {contract: {enforced: true}}, columns: [{name: id, data_type: int, constraints: [{type: custom, expression: x}]}]}]\n",
  }),
  built("QUERY_COMMENT_ILLEGAL", "select 1 as id", {
    "project.yml": 'name: shop\nprofile: shop\nquery-comment: "done */ select 1"\n',
  }),
  running("DATABASE_UNSUPPORTED", "adapter.get_catalog_integration('x')"),
];
