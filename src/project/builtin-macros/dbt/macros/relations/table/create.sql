{# Tables made from a query. #}

{% macro get_create_table_as_sql(temporary, relation, sql) -%}
  {{ adapter.dispatch("get_create_table_as_sql", "dbt")(temporary, relation, sql) }}
{%- endmacro %}

{% macro default__get_create_table_as_sql(temporary, relation, sql) -%}
  {{ return(create_table_as(temporary, relation, sql)) }}
{%- endmacro %}

{# Adapters that know only SQL have no parameter for the language. #}
{% macro create_table_as(temporary, relation, compiled_code, language="sql") -%}
  {%- if language == "sql" -%}
    {{ adapter.dispatch("create_table_as", "dbt")(temporary, relation, compiled_code) }}
  {%- else -%}
    {{ adapter.dispatch("create_table_as", "dbt")(temporary, relation, compiled_code, language) }}
  {%- endif -%}
{%- endmacro %}

{% macro default__create_table_as(temporary, relation, sql) -%}
  {{ config.get("sql_header", none) or "" }}
  create {{ "temporary " if temporary }}table {{ relation.include(database=not temporary, schema=not temporary) }}
  {% if config.get("contract").enforced and not temporary -%}
    {{ get_assert_columns_equivalent(sql) }}
    {{ get_table_columns_and_constraints() }}
    {%- set sql = get_select_subquery(sql) %}
  {%- endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}

{% macro default__get_column_names() -%}
  {%- set names = [] -%}
  {%- for key in model["columns"] -%}
    {%- set column = model["columns"][key] -%}
    {%- do names.append(adapter.quote(column["name"]) if column.get("quote") else column["name"]) -%}
  {%- endfor -%}
  {{ names | join(", ") }}
{%- endmacro %}

{% macro get_select_subquery(sql) -%}
  {{ return(adapter.dispatch("get_select_subquery", "dbt")(sql)) }}
{%- endmacro %}

{# The query's columns in the documented order. #}
{% macro default__get_select_subquery(sql) -%}
  select {{ adapter.dispatch("get_column_names", "dbt")() }}
  from (
    {{ sql }}
  ) as model_subq
{%- endmacro %}
