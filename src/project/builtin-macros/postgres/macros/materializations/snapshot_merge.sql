{# Snapshots without `merge`: an update that closes versions, then an insert. #}

{% macro postgres__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set meta_columns = config.get("snapshot_table_column_names") or get_snapshot_table_column_names() -%}
  {%- set scd_id = meta_columns.dbt_scd_id -%}
  {%- set valid_to = meta_columns.dbt_valid_to -%}
  {%- set current_marker = config.get("dbt_valid_to_current") -%}
  {%- set is_current = target ~ "." ~ valid_to ~ " is null" -%}
  {%- set is_current = "(" ~ target ~ "." ~ valid_to ~ " = " ~ current_marker ~ " or " ~ is_current ~ ")" if current_marker else is_current -%}
  update {{ target }}
  set {{ valid_to }} = DBT_INTERNAL_SOURCE.{{ valid_to }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.{{ scd_id }}::text = {{ target }}.{{ scd_id }}::text
    and DBT_INTERNAL_SOURCE.dbt_change_type::text in ('update'::text, 'delete'::text)
    and {{ is_current }};

  insert into {{ target }} ({{ insert_cols | join(", ") }})
  select DBT_INTERNAL_SOURCE.{{ insert_cols | join(", DBT_INTERNAL_SOURCE.") }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where DBT_INTERNAL_SOURCE.dbt_change_type::text = 'insert'::text;
{%- endmacro %}
