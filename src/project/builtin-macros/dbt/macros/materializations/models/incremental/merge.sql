{# Statements that put new rows into a table which may have older versions of them. #}

{# `predicates` is an older name of incremental_predicates. #}
{% macro get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set conditions = kwargs.get("predicates", incremental_predicates) -%}
  {{ adapter.dispatch("get_merge_sql", "dbt")(target, source, unique_key, dest_columns, conditions) }}
{%- endmacro %}

{% macro get_merge_unique_key_match(source_unique_key, target_unique_key) -%}
  {{ return(adapter.dispatch("get_merge_unique_key_match", "dbt")(source_unique_key, target_unique_key)) }}
{%- endmacro %}

{% macro default__get_merge_unique_key_match(source_unique_key, target_unique_key) -%}
  {{ return(equals(source_unique_key, target_unique_key) | trim) }}
{%- endmacro %}

{# Without a key nothing matches, so that every row is inserted. #}
{% macro default__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- if not unique_key -%}
    {%- do conditions.append("FALSE") -%}
  {%- elif unique_key is sequence and unique_key is not string and unique_key is not mapping -%}
    {%- for key in unique_key -%}
      {%- do conditions.append("DBT_INTERNAL_SOURCE." ~ key ~ " = DBT_INTERNAL_DEST." ~ key) -%}
    {%- endfor -%}
  {%- else -%}
    {%- do conditions.append(get_merge_unique_key_match(("DBT_INTERNAL_SOURCE." ~ unique_key) | trim, ("DBT_INTERNAL_DEST." ~ unique_key) | trim)) -%}
  {%- endif -%}
  {%- set names = get_quoted_csv(dest_columns | map(attribute="name")) -%}
  {%- set assignments = [] -%}
  {%- for name in get_merge_update_columns(config.get("merge_update_columns"), config.get("merge_exclude_columns"), dest_columns) -%}
    {%- do assignments.append(name ~ " = DBT_INTERNAL_SOURCE." ~ name) -%}
  {%- endfor -%}
  {{ config.get("sql_header", none) or "" }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on ({{ conditions | join(") and (") }})
  {%- if unique_key %}
  when matched then update set {{ assignments | join(", ") }}
  {%- endif %}
  when not matched then insert ({{ names }}) values ({{ names }})
{%- endmacro %}

{% macro get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {{ adapter.dispatch("get_delete_insert_merge_sql", "dbt")(target, source, unique_key, dest_columns, incremental_predicates) }}
{%- endmacro %}

{% macro default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- set names = get_quoted_csv(dest_columns | map(attribute="name")) -%}
  {%- if unique_key -%}
    {%- set key = ([unique_key] if unique_key is string else unique_key) | join(", ") -%}
    delete from {{ target }} as DBT_INTERNAL_DEST
    where ({{ key }}) in (
      select distinct {{ key }}
      from {{ source }} as DBT_INTERNAL_SOURCE
    )
    {%- for condition in incremental_predicates or [] %}
      and {{ condition }}
    {%- endfor %};
  {% endif -%}
  insert into {{ target }} ({{ names }})
  (
    select {{ names }}
    from {{ source }}
  )
{%- endmacro %}

{% macro get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header=false) -%}
  {{ adapter.dispatch("get_insert_overwrite_merge_sql", "dbt")(target, source, dest_columns, predicates, include_sql_header) }}
{%- endmacro %}

{# Rows that the new ones do not match are deleted where the predicates hold, and all new ones inserted. #}
{% macro default__get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header) -%}
  {%- set names = get_quoted_csv(dest_columns | map(attribute="name")) -%}
  {{ (config.get("sql_header", none) if include_sql_header else none) or "" }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on FALSE
  when not matched by source{{ " and " ~ predicates | join(" and ") if predicates }} then delete
  when not matched then insert ({{ names }}) values ({{ names }})
{%- endmacro %}
