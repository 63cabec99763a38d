/** Mistakes in data tests and unit tests. */
import type { Files, Mistake } from "./mistake.ts";

const one = "select 1 as id, 'new' as state\n";

const told = (code: string, place: string, text: string, files: Files = {}): Mistake => ({
  code,
  place,
  files: { "models/orders.sql": one, "models/m.yml": text, ...files },
});

const onColumn = (code: string, place: string, test: string): Mistake =>
  told(
    code,
    place,
    `models:\n  - name: orders\n    columns:\n      - name: state\n        data_tests:\n          - ${test}\n`,
  );

const unit = (code: string, place: string, text: string, files: Files = {}): Mistake =>
  told(
    code,
    place,
    `unit_tests:\n  - name: adds_up\n    ${text.replaceAll("\n", "\n    ")}\n`,
    files,
  );

const incremental = {
  "models/inc.sql":
    "{{ config(materialized='incremental') }} select * from {{ ref('orders') }} {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}",
};

export const testMistakes: readonly Mistake[] = [
  onColumn("TEST_NOT_FOUND", "models/m.yml:6:13", "uniqe"),
  onColumn("TEST_NOT_READABLE", "models/m.yml:6:13", "{unique: {}, not_null: {}}"),
  onColumn("TEST_NAME_INVALID", "models/m.yml:6:13", '"1_unique"'),
  onColumn("TEST_ARGUMENTS_NOT_MAPPING", "models/m.yml:6:13", "accepted_values: [new, old]"),
  onColumn("TEST_CONFIG_NOT_MAPPING", "models/m.yml:6:13", "unique: {config: warn}"),
  onColumn(
    "TEST_CONFIG_TWICE",
    "models/m.yml:6:13",
    "unique: {severity: warn, config: {severity: error}}",
  ),
  onColumn(
    "TEST_MODEL_ARGUMENT",
    "models/m.yml:6:13",
    "unique: {arguments: {model: ref('orders')}}",
  ),
  onColumn("TEST_TAGS_NOT_STRINGS", "models/m.yml:6:13", "unique: {config: {tags: [1]}}"),
  onColumn("LOOSE_TEST_ARGUMENTS", "models/m.yml:6:13", "accepted_values: {values: [new, old]}"),
  onColumn("LOOSE_TEST_CONFIG", "models/m.yml:6:13", "unique: {severity: warn}"),
  {
    ...onColumn(
      "TEST_CONDITION_NOT_BOOLEAN",
      "models/m.yml:6:13",
      "unique: {config: {warn_if: \"|| 'maybe'\"}}",
    ),
    command: "build",
  },
  {
    ...onColumn("TEST_RESULT_SHAPE", "models/m.yml:6:13", "unique"),
    files: {
      ...onColumn("", "", "unique").files,
      "macros/t.sql":
        "{% macro get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}select 1{% endmacro %}",
    },
    command: "build",
  },
  {
    ...onColumn(
      "STORE_FAILURES_AS_INVALID",
      "models/m.yml:6:13",
      "unique: {config: {store_failures_as: everything}}",
    ),
    command: "build",
  },
  unit("UNIT_TEST_MODEL", "models/m.yml:3:5", "model: ordes\ngiven: []\nexpect: {rows: []}"),
  unit(
    "UNIT_TEST_ROWS",
    "models/m.yml:5:5",
    "model: orders\ngiven: []\nexpect: {format: csv, rows: [{id: 1}]}",
  ),
  unit(
    "UNIT_TEST_SEED",
    "models/m.yml:4:13",
    "model: b\ngiven: [{input: ref('orders')}]\nexpect: {rows: []}",
    {
      "models/b.sql": "select * from {{ ref('orders') }}",
    },
  ),
  unit(
    "FIXTURE_NOT_FOUND",
    "models/m.yml:5:5",
    "model: orders\ngiven: []\nexpect: {format: csv, fixture: nothing}",
  ),
  unit(
    "UNIT_TEST_INCREMENTAL",
    "models/m.yml:2:5",
    "model: inc\ngiven: [{input: ref('orders'), rows: []}]\nexpect: {rows: []}",
    incremental,
  ),
  unit(
    "UNIT_TEST_THIS",
    "models/m.yml:2:5",
    "model: inc\noverrides: {macros: {is_incremental: true}}\ngiven: [{input: ref('orders'), rows: []}]\nexpect: {rows: []}",
    incremental,
  ),
  unit(
    "UNIT_TEST_VERSIONS",
    "models/m.yml:4:5",
    "model: orders\nversions: {include: [9]}\ngiven: []\nexpect: {rows: []}",
  ),
  {
    ...unit(
      "UNIT_TEST_INPUT_INVALID",
      "models/m.yml:2:5",
      "model: b\ngiven: [{input: ref('nothing'), rows: []}]\nexpect: {rows: []}",
      {
        "models/b.sql": "select * from {{ ref('orders') }}",
      },
    ),
    command: "build",
  },
  {
    ...unit(
      "UNIT_TEST_INPUT_INVALID",
      "models/b.sql:1:18",
      "model: b\ngiven: []\nexpect: {rows: []}",
      {
        "models/b.sql": "select * from {{ ref('orders') }}",
      },
    ),
    command: "build",
  },
  {
    ...unit(
      "UNIT_TEST_FAILED_TO_RUN",
      "models/m.yml:2:5",
      "model: b\ngiven:\n  - input: ref('orders')\n    rows: [{id: many}]\nexpect: {rows: [{id: 1}]}",
      { "models/b.sql": "select id from {{ ref('orders') }}" },
    ),
    command: "build",
  },
];
