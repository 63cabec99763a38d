{# Replacing a table in one statement, where a database can. #}

{% macro get_replace_table_sql(relation, sql) -%}
  {{ adapter.dispatch("get_replace_table_sql", "dbt")(relation, sql) }}
{%- endmacro %}

{% macro default__get_replace_table_sql(relation, sql) -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no get_replace_table_sql") }}
{%- endmacro %}
