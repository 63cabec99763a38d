{# How a snapshot tells that a row has changed. A strategy gives the key, the time, the hash and the condition as SQL. #}

{# The macro snapshot_<name>_strategy; `package.name` looks for it in that package. #}
{% macro strategy_dispatch(name) -%}
  {%- set parts = name.split(".", 1) -%}
  {%- set place = context -%}
  {%- if parts | length == 2 -%}
    {%- if parts[0] not in context -%}
      {%- do exceptions.raise_compiler_error("The snapshot strategy '" ~ name ~ "' names a package '" ~ parts[0] ~ "', which is not installed") -%}
    {%- endif -%}
    {%- set place = context[parts[0]] -%}
  {%- endif -%}
  {%- set wanted = "snapshot_" ~ parts[-1] ~ "_strategy" -%}
  {%- if wanted not in place -%}
    {%- do exceptions.raise_compiler_error("There is no macro " ~ wanted ~ " for the snapshot strategy '" ~ name ~ "'") -%}
  {%- endif -%}
  {{ return(place[wanted]) }}
{%- endmacro %}

{% macro snapshot_hash_arguments(args) -%}
  {{ adapter.dispatch("snapshot_hash_arguments", "dbt")(args) }}
{%- endmacro %}

{# The text that is hashed must never change: existing snapshot tables hold the hashes. #}
{% macro default__snapshot_hash_arguments(args) -%}
  {%- set texts = [] -%}
  {%- for arg in args -%}
    {%- do texts.append("coalesce(cast(" ~ arg ~ " as varchar ), '')") -%}
  {%- endfor -%}
  md5({{ texts | join("\n         || '|' || ") }}
        )
{%- endmacro %}

{# Newer by its own time. The snapshot's dbt_valid_from is compared, because older rows may lack the time column. #}
{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) -%}
  {%- set key = config.get("unique_key") -%}
  {%- set updated_at = config.get("updated_at") -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set meta_columns = config.get("snapshot_table_column_names") or get_snapshot_table_column_names() -%}
  {%- do return({
    "unique_key": key,
    "updated_at": updated_at,
    "row_changed": "(" ~ snapshotted_rel ~ "." ~ meta_columns.dbt_valid_from ~ " < " ~ current_rel ~ "." ~ updated_at ~ ")",
    "scd_id": snapshot_hash_arguments(api.Relation.scd_args(key, updated_at)),
    "invalidate_hard_deletes": hard_deletes == "invalidate",
    "hard_deletes": hard_deletes,
  }) -%}
{%- endmacro %}

{% macro snapshot_string_as_time(timestamp) -%}
  {{ adapter.dispatch("snapshot_string_as_time", "dbt")(timestamp) }}
{%- endmacro %}

{% macro default__snapshot_string_as_time(timestamp) -%}
  {{ exceptions.raise_not_implemented("snapshot_string_as_time is not written for " ~ adapter.type()) }}
{%- endmacro %}

{# Whether a checked column is new to the snapshot, and the quoted names of those that are not. #}
{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}
    {%- do return((false, [])) -%}
  {%- endif -%}
  {%- if check_cols_config == "all" -%}
    {%- set checked = get_columns_in_query(node["compiled_code"]) -%}
  {%- elif check_cols_config is iterable and check_cols_config | length > 0 -%}
    {%- set probe = "select " ~ check_cols_config | join(", ") ~ " from (\n" ~ node["compiled_code"] ~ "\n) subq" -%}
    {%- set checked = get_columns_in_query(probe) -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("check_cols is 'all' or a list of columns, not " ~ check_cols_config) -%}
  {%- endif -%}
  {%- set snapshot_table = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set existing = adapter.get_columns_in_relation(snapshot_table) | map(attribute="name") | list -%}
  {%- set kept = [] -%}
  {%- for name in checked if name in existing -%}
    {%- do kept.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {{ return((kept | length < checked | length, kept)) }}
{%- endmacro %}

{# Different in any checked column; every row counts as changed when a checked column is new. #}
{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) -%}
  {%- set key = config.get("unique_key") -%}
  {%- set updated_at = config.get("updated_at") or snapshot_get_time() -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set found = snapshot_check_all_get_existing_columns(node, target_exists, config.get("check_cols")) -%}
  {%- set differences = [get_true_sql()] if found[0] else [] -%}
  {%- for name in ([] if found[0] else found[1]) -%}
    {%- set old = snapshotted_rel ~ "." ~ name -%}
    {%- set new = current_rel ~ "." ~ name -%}
    {%- do differences.append(old ~ " != " ~ new ~ " or ((" ~ old ~ " is null) and not (" ~ new ~ " is null)) or ((not " ~ old ~ " is null) and (" ~ new ~ " is null))") -%}
  {%- endfor -%}
  {%- do return({
    "unique_key": key,
    "updated_at": updated_at,
    "row_changed": "(" ~ differences | join(" or ") ~ ")",
    "scd_id": snapshot_hash_arguments(api.Relation.scd_args(key, updated_at)),
    "invalidate_hard_deletes": hard_deletes == "invalidate",
    "hard_deletes": hard_deletes,
  }) -%}
{%- endmacro %}
