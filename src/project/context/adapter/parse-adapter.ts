/** The `adapter` object while the project is parsed: what needs a database answers as dbt answers then, with nothing. */
import { type PyObject, Tuple, type Value } from "../../../jinja/index.ts";
import { Table } from "../agate/table.ts";
import { type Members, memberOf } from "../native.ts";
import type { AdapterFacts } from "./facts.ts";
import { pureMembers } from "./pure-methods.ts";

const none = (): Value => null;
const nothing = (): Value => "";
const emptyList = (): Value => [];
const no = (): Value => false;

const answers: Members<AdapterFacts> = {
  attributes: pureMembers.attributes,
  methods: {
    ...pureMembers.methods,
    add_query: () => new Tuple([null, null]),
    execute: () => new Tuple(["", Table.empty()]),
    already_exists: no,
    check_schema_exists: no,
    location_exists: no,
    cache_added: nothing,
    cache_dropped: nothing,
    cache_renamed: nothing,
    verify_database: nothing,
    get_columns_in_relation: emptyList,
    get_columns_in_table: emptyList,
    get_column_schema_from_query: emptyList,
    get_missing_columns: emptyList,
    list_relations: emptyList,
    list_relations_without_caching: emptyList,
    list_schemas: emptyList,
    existing_key_constraint_types: emptyList,
    catalog_supports_foreign_keys: no,
    get_incremental_strategy_macro: none,
    assert_valid_snapshot_target_given_strategy: none,
    commit: none,
    create_schema: none,
    drop_relation: none,
    drop_schema: none,
    ensure_transaction: none,
    expand_target_column_types: none,
    get_relation: none,
    rename_relation: none,
    run_sql_for_tests: none,
    truncate_relation: none,
    valid_snapshot_target: none,
    _link_cached_database_relations: none,
  },
};

/** `adapter` for the parse phase. */
export function adapterAtParse(facts: AdapterFacts): PyObject {
  return {
    pyType: "ParseDatabaseWrapper",
    pyGetAttr: (name) => memberOf(answers, facts, name),
  };
}

/** Every name that `adapter` answers to. */
export const adapterNames: readonly string[] = [
  ...Object.keys(answers.attributes),
  ...Object.keys(answers.methods),
];
