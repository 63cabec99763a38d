/** Mistakes in data tests and unit tests. */
import type { Files, Mistake } from "./mistake.ts";

const one = "select 1 as id, 'new' as state\n";

const told = (code: string, text: string, files: Files = {}): Mistake => ({
  code,
  place: "?",
  files: { "models/orders.sql": one, "models/m.yml": text, ...files },
});

const onColumn = (code: string, test: string): Mistake =>
  told(
    code,
    `models:\n  - name: orders\n    columns:\n      - name: state\n        data_tests:\n          - ${test}\n`,
  );

const unit = (code: string, text: string, files: Files = {}): Mistake =>
  told(code, `unit_tests:\n  - name: adds_up\n    ${text.replaceAll("\n", "\n    ")}\n`, files);

const incremental = {
  "models/inc.sql":
    "{{ config(materialized='incremental') }} select * from {{ ref('orders') }} {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}",
};

export const testMistakes: readonly Mistake[] = [
  onColumn("TEST_NOT_FOUND", "uniqe"),
  onColumn("TEST_NOT_READABLE", "{unique: {}, not_null: {}}"),
  onColumn("TEST_NAME_INVALID", '"1_unique"'),
  onColumn("TEST_ARGUMENTS_NOT_MAPPING", "accepted_values: [new, old]"),
  onColumn("TEST_CONFIG_NOT_MAPPING", "unique: {config: warn}"),
  onColumn("TEST_CONFIG_TWICE", "unique: {severity: warn, config: {severity: error}}"),
  onColumn("TEST_MODEL_ARGUMENT", "unique: {arguments: {model: ref('orders')}}"),
  onColumn("TEST_TAGS_NOT_STRINGS", "unique: {config: {tags: [1]}}"),
  onColumn("LOOSE_TEST_ARGUMENTS", "accepted_values: {values: [new, old]}"),
  onColumn("LOOSE_TEST_CONFIG", "unique: {severity: warn}"),
  {
    ...onColumn("TEST_CONDITION_NOT_BOOLEAN", "unique: {config: {warn_if: \"|| 'maybe'\"}}"),
    command: "build",
  },
  {
    ...onColumn("TEST_RESULT_SHAPE", "unique"),
    files: {
      ...onColumn("", "unique").files,
      "macros/t.sql":
        "{% macro get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}select 1{% endmacro %}",
    },
    command: "build",
  },
  {
    ...onColumn("STORE_FAILURES_AS_INVALID", "unique: {config: {store_failures_as: everything}}"),
    command: "build",
  },
  unit("UNIT_TEST_MODEL", "model: ordes\ngiven: []\nexpect: {rows: []}"),
  unit("UNIT_TEST_ROWS", "model: orders\ngiven: []\nexpect: {format: csv, rows: [{id: 1}]}"),
  unit("UNIT_TEST_SEED", "model: b\ngiven: [{input: ref('orders')}]\nexpect: {rows: []}", {
    "models/b.sql": "select * from {{ ref('orders') }}",
  }),
  unit("FIXTURE_NOT_FOUND", "model: orders\ngiven: []\nexpect: {format: csv, fixture: nothing}"),
  unit(
    "UNIT_TEST_INCREMENTAL",
    "model: inc\ngiven: [{input: ref('orders'), rows: []}]\nexpect: {rows: []}",
    incremental,
  ),
  unit(
    "UNIT_TEST_THIS",
    "model: inc\noverrides: {macros: {is_incremental: true}}\ngiven: [{input: ref('orders'), rows: []}]\nexpect: {rows: []}",
    incremental,
  ),
  unit(
    "UNIT_TEST_VERSIONS",
    "model: orders\nversions: {include: [9]}\ngiven: []\nexpect: {rows: []}",
  ),
  {
    ...unit(
      "UNIT_TEST_INPUT_INVALID",
      "model: b\ngiven: [{input: ref('nothing'), rows: []}]\nexpect: {rows: []}",
      {
        "models/b.sql": "select * from {{ ref('orders') }}",
      },
    ),
    command: "build",
  },
  {
    ...unit("UNIT_TEST_INPUT_INVALID", "model: b\ngiven: []\nexpect: {rows: []}", {
      "models/b.sql": "select * from {{ ref('orders') }}",
    }),
    command: "build",
  },
  {
    ...unit(
      "UNIT_TEST_FIXTURE_INVALID",
      "model: b\ngiven:\n  - input: ref('orders')\n    rows: [{nope: 1}]\nexpect: {rows: [{id: 1}]}",
      { "models/b.sql": "select id from {{ ref('orders') }}" },
    ),
    command: "build",
  },
  {
    ...unit(
      "UNIT_TEST_FAILED_TO_RUN",
      "model: b\ngiven:\n  - input: ref('orders')\n    rows: [{id: many}]\nexpect: {rows: [{id: 1}]}",
      { "models/b.sql": "select id from {{ ref('orders') }}" },
    ),
    command: "build",
  },
];
