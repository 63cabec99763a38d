import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ContextFixture, openContextFixture } from "../../test/context-fixture.ts";

let fixture: ContextFixture;
beforeAll(async () => {
  fixture = await openContextFixture();
}, 60_000);
afterAll(() => fixture?.[Symbol.asyncDispose]());

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
  [
    "{{ adapter.convert_type(run_query('select 1234567890123456789012345678::decimal(28,0) as a'), 0) }}",
    "integer",
  ],
  [
    "{{ adapter.convert_type(run_query('select 12345678901234567890123456789::decimal(29,0) as a'), 0) }}",
    "float8",
  ],
  ["{{ adapter.existing_key_constraint_types(this) }}", "[]"],
  ["{{ adapter.catalog_supports_foreign_keys('memory') }}", "True"],
];

describe("adapter", () => {
  test.each(adapterAnswers)("%s gives %s", async (template, expected) => {
    expect(await fixture.render(template)).toBe(expected);
    if (fixture.session.inTransaction) await fixture.session.rollback();
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
    expect((await fixture.render(template)).trim()).toBe("True True 1 0 True False");
    expect(fixture.session.inTransaction).toBe(false);
  });

  test("a name that differs only in case is an error", async () => {
    expect(
      await fixture.failureOf("{{ adapter.get_relation('memory', 'main', 'RAW_EVENTS') }}"),
    ).toBe("APPROXIMATE_MATCH");
  });

  test("a table that is no snapshot's is refused as its target", async () => {
    expect(await fixture.failureOf("{% do adapter.valid_snapshot_target(this) %}")).toBe(
      "SNAPSHOT_COLUMNS_MISSING",
    );
  });
});
