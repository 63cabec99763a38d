/** Which configs each kind of resource has: their order in the manifest, their defaults, how levels merge, their types. */
import type { Data } from "../../../core/data.ts";
import type { ConfigKind } from "../project-settings.ts";

/** What happens when a key is set at two levels; the later level is the more specific one. */
export type Merge = "append" | "update" | "grants" | "clobber";

export type FieldType =
  | "any"
  | "boolean"
  | "text"
  | "integer"
  | "mapping"
  | "texts"
  | "text or texts"
  | "hooks";

export interface Field {
  readonly merge: Merge;
  readonly type: FieldType;
  readonly default: Data;
}

export type Fields = Readonly<Record<string, Field>>;

const clobber = (type: FieldType, fallback: Data = null): Field => ({
  merge: "clobber",
  type,
  default: fallback,
});
const append = (type: FieldType): Field => ({ merge: "append", type, default: [] });
const update = (fallback: Data = {}): Field => ({
  merge: "update",
  type: "mapping",
  default: fallback,
});

/** What nodes and data tests have in common. */
const common = {
  enabled: clobber("boolean", true),
  alias: clobber("text"),
  schema: clobber("text"),
  database: clobber("text"),
  tags: append("text or texts"),
  meta: update(),
  group: clobber("text"),
  static_analysis: clobber("text"),
} satisfies Fields;

const node = (materialized: string) =>
  ({
    ...common,
    materialized: clobber("text", materialized),
    incremental_strategy: clobber("text"),
    batch_size: clobber("any"),
    lookback: clobber("any", 1),
    begin: clobber("any"),
    persist_docs: clobber("mapping", {}),
    "post-hook": append("hooks"),
    "pre-hook": append("hooks"),
    quoting: update(),
    column_types: update(),
    full_refresh: clobber("boolean"),
    unique_key: clobber("text or texts"),
    on_schema_change: clobber("text", "ignore"),
    on_configuration_change: clobber("text", "apply"),
    grants: { merge: "grants", type: "mapping", default: {} },
    packages: append("texts"),
    docs: update({ show: true, node_color: null }),
    contract: update({ enforced: false, alias_types: true }),
    event_time: clobber("any"),
    concurrent_batches: clobber("any"),
  }) satisfies Fields;

const models: Fields = {
  ...node("view"),
  access: clobber("text", "protected"),
  freshness: clobber("mapping"),
  on_error: clobber("text"),
  latest_version_pointer: update({ enabled: null, alias: null }),
};

const metaColumns = {
  dbt_valid_to: null,
  dbt_valid_from: null,
  dbt_scd_id: null,
  dbt_updated_at: null,
  dbt_is_deleted: null,
};

const snapshots: Fields = {
  ...node("snapshot"),
  strategy: clobber("text"),
  target_schema: clobber("text"),
  target_database: clobber("text"),
  updated_at: clobber("text"),
  check_cols: clobber("text or texts"),
  snapshot_meta_column_names: clobber("mapping", metaColumns),
  dbt_valid_to_current: clobber("text"),
};

const tests: Fields = {
  ...common,
  schema: clobber("text", "dbt_test__audit"),
  materialized: clobber("text", "test"),
  severity: clobber("text", "ERROR"),
  store_failures: clobber("boolean"),
  store_failures_as: clobber("text"),
  sql_header: clobber("any"),
  where: clobber("text"),
  limit: clobber("integer"),
  fail_calc: clobber("text", "count(*)"),
  warn_if: clobber("text", "!= 0"),
  error_if: clobber("text", "!= 0"),
};

const noAge = { count: null, period: null };

const sources: Fields = {
  enabled: clobber("boolean", true),
  event_time: clobber("any"),
  freshness: clobber("mapping", { warn_after: noAge, error_after: noAge, filter: null }),
  loaded_at_field: clobber("text"),
  loaded_at_query: clobber("text"),
  meta: update(),
  tags: clobber("texts", []),
  static_analysis: clobber("text"),
};

const functions: Fields = {
  ...node("function"),
  type: clobber("text", "scalar"),
  volatility: clobber("text"),
  runtime_version: clobber("text"),
  entry_point: clobber("text"),
  snowflake: clobber("mapping", { quote_args: true }),
};

const seeds: Fields = {
  ...node("seed"),
  delimiter: clobber("text", ","),
  quote_columns: clobber("boolean"),
};

/** What metrics, semantic models and saved queries have; tsdbt reads past these resources. */
const described: Fields = {
  enabled: clobber("boolean", true),
  group: clobber("text"),
  meta: update(),
};

export const fieldsOf: Readonly<Record<ConfigKind, Fields>> = {
  models,
  seeds,
  snapshots,
  analyses: node("view"),
  data_tests: tests,
  unit_tests: {
    tags: append("text or texts"),
    meta: update(),
    enabled: clobber("boolean", true),
    static_analysis: clobber("text"),
  },
  sources,
  exposures: {
    enabled: clobber("boolean", true),
    tags: clobber("texts", []),
    meta: clobber("mapping", {}),
  },
  functions,
  metrics: described,
  semantic_models: described,
  saved_queries: described,
};
