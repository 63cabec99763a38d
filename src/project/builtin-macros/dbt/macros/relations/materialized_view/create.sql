{# Materialized views of a query. #}

{% macro get_create_materialized_view_as_sql(relation, sql) -%}
  {{ adapter.dispatch("get_create_materialized_view_as_sql", "dbt")(relation, sql) }}
{%- endmacro %}

{% macro default__get_create_materialized_view_as_sql(relation, sql) -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no get_create_materialized_view_as_sql") }}
{%- endmacro %}
