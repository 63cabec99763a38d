{# Indexes of a table, one entry of the config `indexes` each. #}

{% macro get_create_index_sql(relation, index_dict) -%}
  {{ return(adapter.dispatch("get_create_index_sql", "dbt")(relation, index_dict)) }}
{%- endmacro %}

{# None where the database has no indexes. #}
{% macro default__get_create_index_sql(relation, index_dict) -%}
  {%- do return(none) -%}
{%- endmacro %}

{% macro create_indexes(relation) -%}
  {{ adapter.dispatch("create_indexes", "dbt")(relation) }}
{%- endmacro %}

{% macro default__create_indexes(relation) -%}
  {%- for index in config.get("indexes", default=[]) -%}
    {%- set definition = get_create_index_sql(relation, index) -%}
    {%- if definition -%}
      {%- do run_query(definition) -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}

{% macro get_drop_index_sql(relation, index_name) -%}
  {{ adapter.dispatch("get_drop_index_sql", "dbt")(relation, index_name) }}
{%- endmacro %}

{% macro default__get_drop_index_sql(relation, index_name) -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no get_drop_index_sql") }}
{%- endmacro %}

{% macro get_show_indexes_sql(relation) -%}
  {{ adapter.dispatch("get_show_indexes_sql", "dbt")(relation) }}
{%- endmacro %}

{% macro default__get_show_indexes_sql(relation) -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no get_show_indexes_sql") }}
{%- endmacro %}
