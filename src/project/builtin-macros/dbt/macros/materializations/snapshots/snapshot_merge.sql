{# Bringing staged changes into a snapshot: close current versions, insert new ones. #}

{% macro snapshot_merge_sql(target, source, insert_cols) -%}
  {{ adapter.dispatch("snapshot_merge_sql", "dbt")(target, source, insert_cols) }}
{%- endmacro %}

{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set meta_columns = config.get("snapshot_table_column_names") or get_snapshot_table_column_names() -%}
  {%- set end = ("DBT_INTERNAL_DEST." ~ meta_columns.dbt_valid_to) | trim -%}
  {%- set current_marker = config.get("dbt_valid_to_current") -%}
  {%- set names = insert_cols | join(", ") -%}
  merge into {{ target.render() }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on DBT_INTERNAL_SOURCE.{{ meta_columns.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ meta_columns.dbt_scd_id }}
  when matched
    {%- if current_marker %}
    and ({{ equals(end, current_marker | trim) }} or {{ end }} is null)
    {%- else %}
    and {{ end }} is null
    {%- endif %}
    and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    then update set {{ meta_columns.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ meta_columns.dbt_valid_to }}
  when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
    then insert ({{ names }}) values ({{ names }})
{%- endmacro %}
