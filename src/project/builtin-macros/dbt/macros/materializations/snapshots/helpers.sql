{# The queries of a snapshot: its first build, and the changes of a later run. #}

{% macro create_columns(relation, columns) -%}
  {{ adapter.dispatch("create_columns", "dbt")(relation, columns) }}
{%- endmacro %}

{% macro default__create_columns(relation, columns) -%}
  {%- for column in columns -%}
    {%- call statement() -%}
      alter table {{ relation.render() }} add column {{ adapter.quote(column.name) }} {{ column.expanded_data_type }};
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro %}

{% macro post_snapshot(staging_relation) -%}
  {{ adapter.dispatch("post_snapshot", "dbt")(staging_relation) }}
{%- endmacro %}

{# For adapters whose staging tables do not vanish by themselves. #}
{% macro default__post_snapshot(staging_relation) -%}
{%- endmacro %}

{% macro get_true_sql() %}
  {{ adapter.dispatch("get_true_sql", "dbt")() }}
{% endmacro %}

{% macro default__get_true_sql() -%}
  {{ return("TRUE") }}
{%- endmacro %}

{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ adapter.dispatch("snapshot_staging_table", "dbt")(strategy, source_sql, target_relation) }}
{%- endmacro %}

{% macro get_snapshot_table_column_names() -%}
  {{ return({
    "dbt_valid_to": "dbt_valid_to",
    "dbt_valid_from": "dbt_valid_from",
    "dbt_scd_id": "dbt_scd_id",
    "dbt_updated_at": "dbt_updated_at",
    "dbt_is_deleted": "dbt_is_deleted",
  }) }}
{%- endmacro %}

{#
  One row per change: versions to insert, versions to close because of a newer one, and, if deletes count, versions to
  close because their row is gone. With `new_record` a gone row also gets a last version that says so.
  Unions go by position, so that every part has the same columns in the same order. Ids are hashed last, since hashing
  every row costs more than finding the few that changed.
#}
{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set meta_columns = config.get("snapshot_table_column_names") or get_snapshot_table_column_names() -%}
  {%- set valid_to = meta_columns.dbt_valid_to -%}
  {%- set is_deleted = meta_columns.dbt_is_deleted -%}
  {%- set current_marker = config.get("dbt_valid_to_current") -%}
  {%- set records_deletes = strategy.hard_deletes == "new_record" -%}
  {%- set sees_deletes = records_deletes or strategy.hard_deletes == "invalidate" -%}
  {%- set keys = unique_key_fields(strategy.unique_key) -%}
  {%- set same_row = unique_key_join_on(strategy.unique_key, "snapshotted_data", "source_data") -%}
  {%- set row_gone = unique_key_is_null(strategy.unique_key, "source_data") -%}
  {%- set now = snapshot_get_time() -%}
  {%- set changed -%}
    {{ strategy.row_changed }}{% if records_deletes %} or snapshotted_data.{{ is_deleted }} = 'True'{% endif %}
  {%- endset -%}
  {%- set already_marked -%}
    snapshotted_data.{{ is_deleted }} = 'True' and snapshotted_data.{{ valid_to }} {{ "= " ~ current_marker if current_marker else "is null" }}
  {%- endset -%}
  with snapshot_query as (
    {{ source_sql }}
  ),
  snapshotted_data as not materialized (
    select *, {{ keys }}
    from {{ target_relation }}
    {%- if current_marker %}
    where ({{ equals(valid_to | trim, current_marker | trim) }} or {{ valid_to }} is null)
    {%- else %}
    where {{ valid_to }} is null
    {%- endif %}
  ),
  new_versions as (
    select *, {{ keys }},
      {{ strategy.updated_at }} as {{ meta_columns.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ meta_columns.dbt_valid_from }},
      {{ get_dbt_valid_to_current(strategy, meta_columns) }}
    from snapshot_query
  ),
  closing_times as (
    select *, {{ keys }},
      {{ strategy.updated_at }} as {{ meta_columns.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ meta_columns.dbt_valid_from }},
      {{ strategy.updated_at }} as {{ valid_to }}
    from snapshot_query
  ),
  {%- if sees_deletes %}
  present_rows as (
    select *, {{ keys }}
    from snapshot_query
  ),
  {%- endif %}
  inserted as (
    select *,
      {{ strategy.scd_id }} as {{ meta_columns.dbt_scd_id }}
      {{- ", 'False' as " ~ is_deleted if records_deletes }}
    from (
      select 'insert' as dbt_change_type, source_data.*
      from new_versions as source_data
      left outer join snapshotted_data on {{ same_row }}
      where {{ unique_key_is_null(strategy.unique_key, "snapshotted_data") }}
        or ({{ unique_key_is_not_null(strategy.unique_key, "snapshotted_data") }} and ({{ changed }}))
    ) as rows_to_insert
  ),
  updated as (
    select
      'update' as dbt_change_type,
      source_data.*,
      snapshotted_data.{{ meta_columns.dbt_scd_id }}
      {{- ", snapshotted_data." ~ is_deleted if records_deletes }}
    from closing_times as source_data
    join snapshotted_data on {{ same_row }}
    where ({{ changed }})
  )
  {%- if sees_deletes %},
  deleted as (
    select
      'delete' as dbt_change_type,
      source_data.*,
      {{ now }} as {{ meta_columns.dbt_valid_from }},
      {{ now }} as {{ meta_columns.dbt_updated_at }},
      {{ now }} as {{ valid_to }},
      snapshotted_data.{{ meta_columns.dbt_scd_id }}
      {{- ", snapshotted_data." ~ is_deleted if records_deletes }}
    from snapshotted_data
    left join present_rows as source_data on {{ same_row }}
    where {{ row_gone }}{% if records_deletes %} and not ({{ already_marked }}){% endif %}
  )
  {%- endif %}
  {%- if records_deletes %}
    {%- set kept_columns = get_list_of_column_names(get_columns_in_relation(target_relation)) %},
  deletion_marks as (
    select
      'insert' as dbt_change_type,
      {%- for name in get_columns_in_query(source_sql) %}
      {{ "snapshotted_data" if name in kept_columns else "source_data" }}.{{ adapter.quote(name) }},
      {%- endfor %}
      {%- if strategy.unique_key | is_list %}
      {%- for key in strategy.unique_key %}
      snapshotted_data.{{ key }} as dbt_unique_key_{{ loop.index }},
      {%- endfor %}
      {%- else %}
      snapshotted_data.dbt_unique_key as dbt_unique_key,
      {%- endif %}
      {{ now }} as {{ meta_columns.dbt_valid_from }},
      {{ now }} as {{ meta_columns.dbt_updated_at }},
      snapshotted_data.{{ valid_to }} as {{ valid_to }},
      {{ snapshot_hash_arguments([meta_columns.dbt_scd_id, now]) }} as {{ meta_columns.dbt_scd_id }},
      'True' as {{ is_deleted }}
    from snapshotted_data
    left join present_rows as source_data on {{ same_row }}
    where {{ row_gone }} and not ({{ already_marked }})
  )
  {%- endif %}
  select * from inserted
  union all
  select * from updated
  {%- if sees_deletes %}
  union all
  select * from deleted
  {%- endif %}
  {%- if records_deletes %}
  union all
  select * from deletion_marks
  {%- endif %}
{%- endmacro %}

{% macro build_snapshot_table(strategy, sql) -%}
  {{ adapter.dispatch("build_snapshot_table", "dbt")(strategy, sql) }}
{%- endmacro %}

{% macro default__build_snapshot_table(strategy, sql) -%}
  {%- set meta_columns = config.get("snapshot_table_column_names") or get_snapshot_table_column_names() -%}
  select *,
    {{ strategy.scd_id }} as {{ meta_columns.dbt_scd_id }},
    {{ strategy.updated_at }} as {{ meta_columns.dbt_updated_at }},
    {{ strategy.updated_at }} as {{ meta_columns.dbt_valid_from }},
    {{ get_dbt_valid_to_current(strategy, meta_columns) }}
    {{- ", 'False' as " ~ meta_columns.dbt_is_deleted if strategy.hard_deletes == "new_record" }}
  from (
    {{ sql }}
  ) sbq
{%- endmacro %}

{# Puts the changes into a temporary table and gives its relation. #}
{% macro build_snapshot_staging_table(strategy, sql, target_relation) -%}
  {%- set staging = make_temp_relation(target_relation) -%}
  {%- set changes = snapshot_staging_table(strategy, sql, target_relation) -%}
  {%- call statement("build_snapshot_staging_relation") -%}
    {{ create_table_as(true, staging, changes) }}
  {%- endcall -%}
  {%- do return(staging) -%}
{%- endmacro %}

{% macro get_updated_at_column_data_type(snapshot_sql) -%}
  {%- for column in get_column_schema_from_query(snapshot_sql) | reverse if column.column in ["dbt_updated_at", "DBT_UPDATED_AT"] -%}
    {%- do return(column.dtype or none) -%}
  {%- endfor -%}
  {{ return(none) }}
{%- endmacro %}

{# Warns if the rows' times and the database's clock are of different types, which makes comparisons surprising. #}
{% macro check_time_data_types(sql) -%}
  {%- set row_type = get_updated_at_column_data_type(sql) -%}
  {%- set clock_type = get_snapshot_get_time_data_type() -%}
  {%- if row_type is not none and clock_type is not none and row_type != clock_type and exceptions.warn_snapshot_timestamp_data_types -%}
    {%- do exceptions.warn_snapshot_timestamp_data_types(clock_type, row_type) -%}
  {%- endif -%}
{%- endmacro %}

{# The nullif is there for its type: a bare null would have none. #}
{% macro get_dbt_valid_to_current(strategy, columns) -%}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ config.get("dbt_valid_to_current") or "null" }}) as {{ columns.dbt_valid_to }}
{%- endmacro %}

{% macro unique_key_fields(unique_key) -%}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {{ key }} as dbt_unique_key_{{ loop.index }}{{ ", " if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ unique_key }} as dbt_unique_key
  {%- endif -%}
{%- endmacro %}

{% macro unique_key_join_on(unique_key, identifier, from_identifier) -%}
  {%- if unique_key | is_list -%}
    {%- for key in unique_key -%}
      {%- set part = ".dbt_unique_key_" ~ loop.index -%}
      {{ equals(identifier ~ part, from_identifier ~ part) }}{{ " and " if not loop.last }}
    {%- endfor -%}
  {%- else -%}
    {{ identifier }}.dbt_unique_key = {{ from_identifier }}.dbt_unique_key
  {%- endif -%}
{%- endmacro %}

{# Of a composite key only the first part is looked at. #}
{% macro unique_key_is_null(unique_key, identifier) -%}
  {{ identifier }}.dbt_unique_key{{ "_1" if unique_key | is_list }} is null
{%- endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) -%}
  {{ identifier }}.dbt_unique_key{{ "_1" if unique_key | is_list }} is not null
{%- endmacro %}
