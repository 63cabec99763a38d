{# Views of a query. #}

{% macro get_create_view_as_sql(relation, sql) -%}
  {{ adapter.dispatch("get_create_view_as_sql", "dbt")(relation, sql) }}
{%- endmacro %}

{% macro default__get_create_view_as_sql(relation, sql) -%}
  {{ return(create_view_as(relation, sql)) }}
{%- endmacro %}

{% macro create_view_as(relation, sql) -%}
  {{ adapter.dispatch("create_view_as", "dbt")(relation, sql) }}
{%- endmacro %}

{% macro default__create_view_as(relation, sql) -%}
  {{ config.get("sql_header", none) or "" }}
  create {{ _engine_or_replace() if _engine_or_replace is defined }}view {{ relation.render() }}
  {%- if config.get("contract").enforced %}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}
