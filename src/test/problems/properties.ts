/** Mistakes in properties files. */
import type { Files, Mistake } from "./mistake.ts";

const one = "select 1 as id\n";

/** A project with the model `orders` and this properties file. */
const told = (code: string, place: string, text: string, files: Files = {}): Mistake => ({
  code,
  place,
  files: { "models/orders.sql": one, "models/m.yml": text, ...files },
});

const library = { "dbt_packages/lib/dbt_project.yml": "name: lib\n" };

export const propertiesMistakes: readonly Mistake[] = [
  told("FILE_IS_NO_MAPPING", "models/m.yml:1:1", "- name: orders\n"),
  told("SECTION_IS_NO_LIST", "models/m.yml:1:1", "models: {name: orders}\n"),
  told("ENTRY_IS_NO_MAPPING", "models/m.yml:1:10", "models: [orders]\n"),
  told("ENTRY_WITHOUT_NAME", "models/m.yml:1:10", "models: [{description: Orders}]\n"),
  told("ENTRY_WITHOUT_NAME", "models/m.yml:2:5", "models:\n  - name: 2020-01-01\n"),
  told("UNKNOWN_SECTION", "models/m.yml:1:1", "model: [{name: orders}]\n"),
  told(
    "WRONG_PROPERTY_TYPE",
    "models/m.yml:1:25",
    "models: [{name: orders, columns: {name: id}}]\n",
  ),
  told(
    "WRONG_PROPERTY_TYPE",
    "models/m.yml:1:75",
    "sources: [{name: s, tables: [{name: t, freshness: {warn_after: {count: 1, period: week}}}]}]\n",
  ),
  told("MISSING_PROPERTY", "models/m.yml:1:13", "exposures: [{name: sales, type: dashboard}]\n"),
  told(
    "UNKNOWN_PROPERTY",
    "models/m.yml:1:23",
    "sources: [{name: raw, table: [{name: orders}]}]\n",
  ),
  told("MISTYPED_PROPERTY", "models/m.yml:1:25", "models: [{name: orders, desciption: One row}]\n"),
  told(
    "PROPERTY_TWICE",
    "models/m.yml:1:25",
    "models: [{name: orders, meta: {a: 1}, config: {meta: {a: 2}}}]\n",
  ),
  told(
    "TESTS_TWICE",
    "models/m.yml:1:25",
    "models: [{name: orders, tests: [x], data_tests: [{unique: {column_name: id}}]}]\n",
  ),
  told("PATCH_MISSES_NODE", "models/m.yml:1:10", "models: [{name: ordes, description: One row}]\n"),
  told("UNUSED_CONFIG", "project.yml:3:17", "models: [{name: orders}]\n", {
    "project.yml": "name: shop\nprofile: shop\nmodels: {shop: {stagging: {+materialized: view}}}\n",
    "models/staging/raw_orders.sql": one,
  }),
  told("PATCHED_TWICE", "models/n.yml:1:10", "models: [{name: orders}]\n", {
    "models/n.yml": "models: [{name: orders}]\n",
  }),
  told("AMBIGUOUS_PATCH", "models/m.yml:1:10", "models: [{name: twice}]\n", {
    ...library,
    "dbt_packages/lib/models/twice.sql": "{{ config(alias='x') }} select 1",
    "dbt_packages/two/dbt_project.yml": "name: two\n",
    "dbt_packages/two/models/twice.sql": one,
  }),
  told("WRONG_SECTION", "models/m.yml:1:10", "models: [{name: countries}]\n", {
    "seeds/countries.csv": "id\n1\n",
  }),
  told("DISABLED_TWICE", "models/m.yml:1:10", "models: [{name: x, config: {enabled: true}}]\n", {
    "models/a/x.sql": "{{ config(enabled=false) }} select 1",
    "models/b/x.sql": "{{ config(enabled=false) }} select 1",
  }),
  told("VERSION_TWICE", "models/m.yml:1:39", "models: [{name: v, versions: [{v: 1}, {v: 1}]}]\n", {
    "models/v_v1.sql": one,
  }),
  told(
    "LATEST_VERSION_UNKNOWN",
    "models/m.yml:1:20",
    "models: [{name: v, latest_version: 3, versions: [{v: 1}]}]\n",
    {
      "models/v_v1.sql": one,
    },
  ),
  told(
    "INVALID_CONSTRAINT",
    "models/m.yml:1:60",
    "models: [{name: orders, columns: [{name: id, constraints: [{type: notnull}]}]}]\n",
  ),
  told(
    "CONTRACT_WITHOUT_COLUMNS",
    "models/m.yml:1:10",
    "models: [{name: orders, config: {contract: {enforced: true}}}]\n",
  ),
  told(
    "CONSTRAINTS_NOT_BUILT",
    "models/orders.sql:1:1",
    "models: [{name: orders, config: {contract: {enforced: true}}, columns: [{name: id, data_type: int, constraints: [{type: not_null}]}]}]\n",
  ),
  told(
    "PRIMARY_KEY_TWICE",
    "models/m.yml:2:5",
    `models:
  - name: orders
    config: {contract: {enforced: true}}
    columns:
      - {name: id, data_type: int, constraints: [{type: primary_key}]}
      - {name: day, data_type: date, constraints: [{type: primary_key}]}
`,
  ),
  told(
    "FOREIGN_KEY_TARGET",
    "models/m.yml:2:5",
    `models:
  - name: orders
    config: {contract: {enforced: true}}
    columns:
      - {name: id, data_type: int, constraints: [{type: foreign_key, to: customers, to_columns: [id]}]}
`,
  ),
  told(
    "INVALID_EXPOSURE",
    "models/m.yml:1:27",
    "exposures: [{name: sales, type: report, owner: {name: me}}]\n",
  ),
  told(
    "EXPOSURE_DEPENDS_ON",
    "models/m.yml:1:76",
    "exposures: [{name: sales, type: dashboard, owner: {name: me}, depends_on: [orders]}]\n",
  ),
  told(
    "OWNER_WITHOUT_NAME",
    "models/m.yml:1:26",
    'groups: [{name: finance, owner: {slack: "#finance"}}]\n',
  ),
  told(
    "OVERRIDE_TWICE",
    "models/m.yml:3:5",
    "sources:\n  - {name: stripe, overrides: lib}\n  - {name: stripe, overrides: lib}\n",
    {
      ...library,
      "dbt_packages/lib/models/s.yml": "sources: [{name: stripe, tables: [{name: a}]}]\n",
    },
  ),
  told(
    "UNUSED_OVERRIDE",
    "models/m.yml:1:11",
    "sources: [{name: strype, overrides: lib, schema: raw}]\n",
    library,
  ),
  told(
    "FRESHNESS_FIELD_AND_QUERY",
    "models/m.yml:1:11",
    "sources: [{name: raw, loaded_at_field: at, loaded_at_query: select now(), tables: [{name: a}]}]\n",
  ),
  told(
    "MACRO_PATCH_MISSES",
    "models/m.yml:1:10",
    "macros: [{name: cents, description: Divides}]\n",
  ),
  told(
    "MACRO_ARGUMENTS_DIFFER",
    "models/m.yml:1:36",
    "macros: [{name: cents, arguments: [{name: amount}]}]\n",
    {
      "macros/cents.sql": "{% macro cents(column) %}1{% endmacro %}",
      "project.yml": "name: shop\nprofile: shop\nflags: {validate_macro_args: true}\n",
    },
  ),
  told(
    "SECTION_IGNORED",
    "models/m.yml:1:1",
    "metrics: [{name: revenue, label: Revenue, type: simple}]\n",
  ),
];
