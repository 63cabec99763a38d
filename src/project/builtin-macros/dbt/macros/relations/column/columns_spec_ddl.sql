{# Contracts: the columns a model promises, as part of its create statement and as a check before it. #}

{% macro get_table_columns_and_constraints() -%}
  {{ adapter.dispatch("get_table_columns_and_constraints", "dbt")() }}
{%- endmacro %}

{% macro default__get_table_columns_and_constraints() -%}
  {{ return(table_columns_and_constraints()) }}
{%- endmacro %}

{% macro table_columns_and_constraints() %}
  {%- set columns = adapter.render_raw_columns_constraints(raw_columns=model["columns"]) -%}
  {%- set constraints = adapter.render_raw_model_constraints(raw_constraints=model["constraints"]) %}
  (
    {{ (columns + constraints) | join(",\n    ") }}
  )
{% endmacro %}

{% macro get_assert_columns_equivalent(sql) -%}
  {{ adapter.dispatch("get_assert_columns_equivalent", "dbt")(sql) }}
{%- endmacro %}

{% macro default__get_assert_columns_equivalent(sql) -%}
  {{ return(assert_columns_equivalent(sql)) }}
{%- endmacro %}

{# Fails unless the query has just the documented columns, by name and type; their order does not count. #}
{% macro assert_columns_equivalent(sql) -%}
  {%- set documented = model["columns"] -%}
  {%- if not documented -%}
    {%- do exceptions.raise_contract_error([], []) -%}
  {%- endif -%}
  {%- set actual = format_columns(get_column_schema_from_query(sql, config.get("sql_header", none))) -%}
  {%- set promised = format_columns(get_column_schema_from_query(get_empty_schema_sql(documented))) -%}
  {%- set kept = namespace(all=(actual | length == promised | length)) -%}
  {%- for column in actual -%}
    {%- set same_name = promised | selectattr("name", "equalto", column["name"]) | list -%}
    {%- if not same_name or same_name[0]["formatted"] != column["formatted"] -%}
      {%- set kept.all = false -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if not kept.all -%}
    {%- do exceptions.raise_contract_error(promised, actual) -%}
  {%- endif -%}
{%- endmacro %}

{% macro format_columns(columns) -%}
  {%- set texts = [] -%}
  {%- for column in columns -%}
    {%- do texts.append(adapter.dispatch("format_column", "dbt")(column)) -%}
  {%- endfor -%}
  {{ return(texts) }}
{%- endmacro %}

{% macro default__format_column(column) -%}
  {{ return({"name": column.name, "data_type": column.dtype, "formatted": column.column.lower() ~ " " ~ column.dtype}) }}
{%- endmacro %}
