{# Snapshots without `merge`: an update that closes versions, then an insert. #}

{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set meta_columns = config.get("snapshot_table_column_names") or get_snapshot_table_column_names() -%}
  {%- set scd_id = meta_columns.dbt_scd_id -%}
  {%- set valid_to = meta_columns.dbt_valid_to -%}
  {%- set current_marker = config.get("dbt_valid_to_current") -%}
  {%- set is_current = "DBT_INTERNAL_TARGET." ~ valid_to ~ " is null" -%}
  {%- set is_current = "(DBT_INTERNAL_TARGET." ~ valid_to ~ " = " ~ current_marker ~ " or " ~ is_current ~ ")" if current_marker else is_current -%}
  update {{ target }} as DBT_INTERNAL_TARGET
  set {{ valid_to }} = DBT_INTERNAL_SOURCE.{{ valid_to }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.{{ scd_id }}::text = DBT_INTERNAL_TARGET.{{ scd_id }}::text
    and DBT_INTERNAL_SOURCE.dbt_change_type::text in ('update'::text, 'delete'::text)
    and {{ is_current }};

  insert into {{ target }} ({{ insert_cols | join(", ") }})
  select DBT_INTERNAL_SOURCE.{{ insert_cols | join(", DBT_INTERNAL_SOURCE.") }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.dbt_change_type::text = 'insert'::text;
{%- endmacro %}

{% macro build_snapshot_staging_table(strategy, sql, target_relation) -%}
  {%- set staging = duckdb__dispatch_temporary_relation(target_relation) -%}
  {%- set changes = snapshot_staging_table(strategy, sql, target_relation) -%}
  {%- call statement("build_snapshot_staging_relation") -%}
    {{ create_table_as(staging.temporary, staging.relation, changes) }}
  {%- endcall -%}
  {%- do return(staging.relation) -%}
{%- endmacro %}

{% macro duckdb__post_snapshot(temporary_relation) -%}
  {%- do return(drop_relation(temporary_relation)) -%}
{%- endmacro %}
