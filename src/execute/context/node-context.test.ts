import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dict, PyObject } from "../../jinja/index.ts";
import { adapterNames } from "../../project/context/adapter/parse-adapter.ts";
import { type ContextFixture, openContextFixture } from "../../test/context-fixture.ts";

let fixture: ContextFixture;
beforeAll(async () => {
  fixture = await openContextFixture();
}, 60_000);
afterAll(() => fixture?.[Symbol.asyncDispose]());

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
  ...["submit_python_job", "this", "defer_relation", "context_macro_stack"],
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
    expect(fixture.contextOf().get(name)).toBeDefined();
  });

  test.each(ofExceptions)("exceptions.%s is there", (name) => {
    expect((fixture.contextOf().get("exceptions") as PyObject).pyGetAttr?.(name)).toBeDefined();
  });

  test.each(ofAdapters)("adapter.%s is there, at parse time as well", (name) => {
    expect((fixture.contextOf().get("adapter") as PyObject).pyGetAttr?.(name)).toBeDefined();
    expect(adapterNames).toContain(name);
  });

  test("a name that the engine sets comes before all others", () => {
    const context = fixture.contextOf();
    context.set("sql", "select 2");
    expect(context.get("sql")).toBe("select 2");
  });

  test("a macro comes before the name of the same kind, which builtins still has", async () => {
    expect(
      await fixture.render("{{ double(4) }} {{ shop.double(5) }} {{ context['double'](6) }}"),
    ).toBe("8 10 12");
    expect(await fixture.render("{{ builtins.ref('a') }}")).toBe('"memory"."main"."a"');
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
    ["{{ 'full_refresh' in invocation_args_dict }}", "False"],
    ["{{ invocation_args_dict.project_dir == invocation_args_dict.profiles_dir }}", "True"],
    ["{{ thread_id }}", "MainThread"],
    ["{{ context_macro_stack.depth }}", "0"],
    [
      "{{ api.Column('id', 'INTEGER').is_integer() }} {{ column.translate_type('string') }}",
      "True TEXT",
    ],
    ["{{ api.Relation.create(schema='s', identifier='t') }}", '"s"."t"'],
    ["{{ render('{{ 1 + 1 }}') }}", "2"],
    [
      "{{ sql is none }} {{ source_node is defined }} {{ defer_relation is none }}",
      "True False True",
    ],
  ])("%s gives %s", async (template, expected) => {
    expect(await fixture.render(template)).toBe(expected);
  });
});

test("a source's context knows its source", async () => {
  const context = fixture.contextOf("source.shop.raw.events");
  expect(await fixture.render("{{ this }} {{ source_node.name }}", context)).toBe(
    '"memory"."main"."raw_events" events',
  );
});

test("callMacro calls flat names and those of packages", async () => {
  const context = fixture.contextOf();
  expect(await context.callMacro("double", [21])).toBe(42);
  expect(await context.callMacro("shop.double", [], new Map([["x", 2]]))).toBe(4);
  await expect(context.callMacro("no_such_macro")).rejects.toThrow("Bug: there is no macro");
});

test("a model's dict leaves out what is not set", async () => {
  const model = fixture.contextOf().get("model") as Dict;
  expect(model.has("patch_path")).toBe(false);
  expect((model.get("config") as Dict).has("alias")).toBe(false);
});
