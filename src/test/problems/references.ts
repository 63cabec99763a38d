/** Mistakes in what refers to what: refs, sources, access, names, groups, versions of models, cycles. */
import type { Mistake } from "./mistake.ts";

const one = "select 1 as id\n";

/** A package below `dbt_packages`. */
const library = { "dbt_packages/lib/dbt_project.yml": "name: lib\n" };

export const referenceMistakes: readonly Mistake[] = [
  {
    code: "REF_NOT_FOUND",
    place: "models/a.sql:2:9",
    files: { "models/a.sql": "select *\nfrom {{ ref('b') }}" },
  },
  {
    code: "REF_DISABLED",
    place: "models/b.sql:1:18",
    files: {
      "models/a.sql": `{{ config(enabled=false) }} ${one}`,
      "models/b.sql": "select * from {{ ref('a') }}",
    },
  },
  {
    code: "REF_AMBIGUOUS",
    place: "models/a.sql:1:18",
    files: {
      ...library,
      "dbt_packages/lib/models/orders.sql": "{{ config(alias='x') }} select 1 as id",
      "dbt_packages/two/dbt_project.yml": "name: two\n",
      "dbt_packages/two/models/orders.sql": one,
      "models/a.sql": "select * from {{ ref('orders') }}",
    },
  },
  {
    code: "SOURCE_NOT_FOUND",
    place: "models/a.sql:1:18",
    files: { "models/a.sql": "select * from {{ source('raw', 'order') }}" },
  },
  {
    code: "SOURCE_DISABLED",
    place: "models/a.sql:1:18",
    files: {
      "models/a.sql": "select * from {{ source('raw', 'orders') }}",
      "models/m.yml":
        "sources: [{name: raw, config: {enabled: false}, tables: [{name: orders}]}]\n",
    },
  },
  {
    code: "REF_PRIVATE",
    place: "models/a.sql:1:18",
    files: {
      "models/ledger.sql": one,
      "models/a.sql": "select * from {{ ref('ledger') }}",
      "models/m.yml":
        "groups: [{name: finance, owner: {name: me}}]\nmodels: [{name: ledger, config: {group: finance, access: private}}]\n",
    },
  },
  {
    code: "REF_PROTECTED",
    place: "models/a.sql:1:18",
    files: {
      "dbt_packages/lib/dbt_project.yml": "name: lib\nrestrict-access: true\n",
      "dbt_packages/lib/models/inner.sql": one,
      "models/a.sql": "select * from {{ ref('lib', 'inner') }}",
    },
  },
  {
    code: "PACKAGE_DEPENDS_ON_ROOT",
    place: "dbt_packages/lib/models/invoices.sql:1:18",
    files: {
      ...library,
      "dbt_packages/lib/models/invoices.sql": "select * from {{ ref('orders') }}",
      "models/orders.sql": one,
    },
  },
  {
    code: "DUPLICATE_NAME",
    place: "models/b/orders.sql:1:1",
    files: { "models/a/orders.sql": one, "models/b/orders.sql": one },
  },
  {
    code: "AMBIGUOUS_ALIAS",
    place: "models/orders.sql:1:1",
    files: { "models/a.sql": "{{ config(alias='orders') }} select 1", "models/orders.sql": one },
  },
  {
    code: "VERSIONED_AND_NOT",
    place: "models/orders_v1.sql:1:1",
    files: {
      "models/orders.sql": one,
      "models/orders_v1.sql": one,
      "models/m.yml": "models: [{name: orders, versions: [{v: 1}]}]\n",
    },
  },
  {
    code: "NAME_WITH_SPACES",
    place: "models/my orders.sql:1:1",
    files: { "models/my orders.sql": one },
  },
  {
    code: "GROUP_NOT_FOUND",
    place: "models/a.sql:1:1",
    files: { "models/a.sql": `{{ config(group='finanse') }} ${one}` },
  },
  {
    code: "INVALID_ACCESS",
    place: "models/a_v1.sql:1:1",
    files: {
      "models/a_v1.sql": one,
      "models/m.yml": "models: [{name: a, versions: [{v: 1, access: open}]}]\n",
    },
  },
  {
    code: "EPHEMERAL_IS_PUBLIC",
    place: "models/a.sql:1:1",
    files: { "models/a.sql": `{{ config(materialized='ephemeral', access='public') }} ${one}` },
  },
  {
    code: "SNAPSHOT_CONFIG",
    place: "snapshots/s.sql:1:17",
    files: {
      "snapshots/s.sql":
        "{% snapshot s %}\n{{ config(strategy='timestamp', unique_key='id') }}\nselect 1 as id\n{% endsnapshot %}",
    },
  },
  {
    code: "SNAPSHOT_CONFIG",
    place: "snapshots/t.sql:1:17",
    files: {
      "snapshots/t.sql":
        "{% snapshot t %}\n{{ config(strategy='check', check_cols='all') }}\nselect 1 as id\n{% endsnapshot %}",
    },
  },
  {
    code: "MICROBATCH_CONFIG",
    place: "models/a.sql:1:1",
    files: {
      "models/a.sql": `{{ config(materialized='incremental', incremental_strategy='microbatch') }} ${one}`,
    },
  },
  {
    code: "SNAPSHOT_WITHOUT_NAME",
    place: "snapshots/s.sql:1:1",
    files: { "snapshots/s.sql": "{% snapshot %}select 1 as id{% endsnapshot %}" },
  },
  {
    code: "DOCS_WITHOUT_NAME",
    place: "models/docs.md:1:1",
    files: { "models/docs.md": "{% docs %}What an order is.{% enddocs %}" },
  },
  {
    code: "DOC_NOT_FOUND",
    place: "models/a.sql:1:1",
    files: {
      "models/a.sql": one,
      "models/docs.md": "{% docs orders %}x{% enddocs %}",
      "models/m.yml": "models:\n  - name: a\n    description: \"{{ doc('ordrs') }}\"\n",
    },
  },
  {
    code: "SEED_DEPENDS_ON_NODES",
    place: "seeds/s.csv:1:1",
    files: {
      "project.yml":
        "name: shop\nprofile: shop\nseeds: {+post-hook: \"insert into {{ ref('a') }} values (1)\"}\n",
      "models/a.sql": one,
      "seeds/s.csv": "id\n1\n",
    },
  },
  {
    code: "RELATION_NOT_READABLE",
    place: "snapshots/s.yml:3:5",
    files: {
      "snapshots/s.yml":
        "snapshots:\n  - name: s\n    relation: orders\n    config: {strategy: check, unique_key: id, check_cols: all}\n",
    },
  },
  {
    code: "DEPRECATED_MODEL",
    place: "models/a.sql:1:1",
    files: {
      "models/a.sql": one,
      "models/m.yml": "models:\n  - name: a\n    deprecation_date: 2020-01-01\n",
    },
  },
  {
    code: "DEPRECATED_REFERENCE",
    place: "models/b.sql:1:18",
    files: {
      "models/a.sql": one,
      "models/b.sql": "select * from {{ ref('a') }}",
      "models/m.yml": "models:\n  - name: a\n    deprecation_date: 2020-01-01\n",
    },
  },
  {
    code: "DEPENDENCY_CYCLE",
    place: "models/b.sql:1:18",
    files: {
      "models/a.sql": "select * from {{ ref('b') }}",
      "models/b.sql": "select * from {{ ref('a') }}",
    },
  },
  {
    code: "DEPENDENCY_CYCLE",
    place: "models/a.sql:1:18",
    files: { "models/a.sql": "select * from {{ ref('a') }}" },
  },
  {
    code: "MACRO_DUPLICATE",
    place: "macros/a.sql:2:1",
    files: {
      "macros/a.sql": "{% macro cents(x) %}1{% endmacro %}\n{% macro cents(x) %}2{% endmacro %}",
    },
  },
  {
    code: "DISPATCH_TARGET_MISSING",
    place: "models/a.sql:1:19",
    files: { "models/a.sql": "select {{ adapter.dispatch('no_such', 'shop')() }}" },
  },
  {
    code: "DISPATCH_NAME_HAS_DOT",
    place: "models/a.sql:1:19",
    files: { "models/a.sql": "select {{ adapter.dispatch('dbt_utils.star')() }}" },
  },
  {
    code: "TEMPLATE_SYNTAX",
    place: "models/a.sql:2:23",
    files: { "models/a.sql": "select 1\nfrom {{ ref('orders') }" },
  },
  {
    code: "TEMPLATE_SYNTAX",
    place: "models/a.sql:2:9",
    files: { "models/a.sql": "{% if true %}\nselect 1" },
  },
  {
    code: "TEMPLATE_SYNTAX",
    place: "models/a.sql:1:11",
    files: { "models/a.sql": "select {% nope %} 1" },
  },
  {
    code: "TEMPLATE_SYNTAX",
    place: "macros/a.sql:2:15",
    files: { "macros/a.sql": "{% macro a() %}\nselect {{ 1 + }}\n{% endmacro %}" },
  },
  {
    code: "TEMPLATE_UNDEFINED",
    place: "models/a.sql:2:6",
    command: "build",
    files: { "models/a.sql": "select\n  {{ cents_to_dollar('amount') }}" },
  },
  {
    code: "TEMPLATE_RECURSION",
    place: "macros/a.sql:1:4",
    files: {
      "macros/a.sql": "{% macro forever() %}{{ forever() }}{% endmacro %}",
      "models/a.sql": "select {{ forever() }}",
    },
  },
  {
    code: "TEMPLATE_FAILED",
    place: "models/a.sql:2:6",
    files: { "models/a.sql": "select\n{{ 1 / 0 }}" },
  },
];
