{# Which columns a relation or a query has, and changing those of a table. #}

{% macro get_columns_in_relation(relation) -%}
  {{ return(adapter.dispatch("get_columns_in_relation", "dbt")(relation)) }}
{%- endmacro %}

{% macro default__get_columns_in_relation(relation) -%}
  {{ exceptions.raise_not_implemented("get_columns_in_relation is not written for " ~ adapter.type()) }}
{%- endmacro %}

{# Rows of (name, type, character length, precision, scale) as Column objects. #}
{% macro sql_convert_columns_in_relation(table) -%}
  {%- set found = [] -%}
  {%- for row in table -%}
    {%- do found.append(api.Column(*row)) -%}
  {%- endfor -%}
  {{ return(found) }}
{%- endmacro %}

{% macro get_list_of_column_names(columns) -%}
  {%- set names = [] -%}
  {%- for column in columns -%}
    {%- do names.append(column.name) -%}
  {%- endfor -%}
  {{ return(names) }}
{%- endmacro %}

{% macro get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {{ return(adapter.dispatch("get_empty_subquery_sql", "dbt")(select_sql, select_sql_header)) }}
{%- endmacro %}

{# The same columns without rows, so that the database only plans the query. #}
{% macro default__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
  {{ select_sql_header if select_sql_header is not none }}
  select * from (
    {{ select_sql }}
  ) as __dbt_sbq
  where false
  limit 0
{% endmacro %}

{% macro get_empty_schema_sql(columns) -%}
  {{ return(adapter.dispatch("get_empty_schema_sql", "dbt")(columns)) }}
{%- endmacro %}

{# A select of one typed null per documented column: what a contract promises, as a query. #}
{% macro default__get_empty_schema_sql(columns) %}
  {%- set untyped = [] -%}
  {%- set unscaled = [] -%}
  {%- set nulls = [] -%}
  {%- for key in columns -%}
    {%- set column = columns[key] -%}
    {%- if column["data_type"] is not defined -%}
      {%- do untyped.append(column["name"]) -%}
    {%- elif column["data_type"].strip().lower() in ["numeric", "decimal", "number"] -%}
      {%- do unscaled.append(column["name"]) -%}
    {%- endif -%}
    {%- set label = adapter.quote(column["name"]) if column.get("quote") else column["name"] -%}
    {%- do nulls.append(cast("null", column["data_type"]) ~ " as " ~ label) -%}
  {%- endfor -%}
  {%- if untyped -%}
    {%- do exceptions.column_type_missing(column_names=untyped) -%}
  {%- elif unscaled -%}
    {%- do exceptions.warn("Numeric columns without precision and scale may be rounded: " ~ unscaled) -%}
  {%- endif %}
  select {{ nulls | join(", ") }}
{% endmacro %}

{% macro get_column_schema_from_query(select_sql, select_sql_header=none) -%}
  {%- set probe = get_empty_subquery_sql(select_sql, select_sql_header) -%}
  {{ return(adapter.get_column_schema_from_query(probe)) }}
{%- endmacro %}

{% macro get_columns_in_query(select_sql) -%}
  {{ return(adapter.dispatch("get_columns_in_query", "dbt")(select_sql)) }}
{%- endmacro %}

{% macro default__get_columns_in_query(select_sql) -%}
  {%- call statement("get_columns_in_query", fetch_result=true, auto_begin=false) -%}
    {{ get_empty_subquery_sql(select_sql) }}
  {%- endcall -%}
  {{ return(load_result("get_columns_in_query").table.columns | map(attribute="name") | list) }}
{%- endmacro %}

{% macro alter_column_type(relation, column_name, new_column_type) -%}
  {{ return(adapter.dispatch("alter_column_type", "dbt")(relation, column_name, new_column_type)) }}
{%- endmacro %}

{# A new column takes the values over, then the old one's name. #}
{% macro default__alter_column_type(relation, column_name, new_column_type) -%}
  {%- set old = adapter.quote(column_name) -%}
  {%- set new = adapter.quote(column_name ~ "__dbt_alter") -%}
  {%- set table = relation.render() -%}
  {%- call statement("alter_column_type") -%}
    alter table {{ table }} add column {{ new }} {{ new_column_type }};
    update {{ table }} set {{ new }} = {{ old }};
    alter table {{ table }} drop column {{ old }} cascade;
    alter table {{ table }} rename column {{ new }} to {{ old }}
  {%- endcall -%}
{%- endmacro %}

{% macro alter_relation_add_remove_columns(relation, add_columns=none, remove_columns=none) -%}
  {{ return(adapter.dispatch("alter_relation_add_remove_columns", "dbt")(relation, add_columns, remove_columns)) }}
{%- endmacro %}

{% macro default__alter_relation_add_remove_columns(relation, add_columns, remove_columns) -%}
  {%- set changes = [] -%}
  {%- for column in add_columns or [] -%}
    {%- do changes.append("add column " ~ column.quoted ~ " " ~ column.expanded_data_type) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do changes.append("drop column " ~ column.quoted) -%}
  {%- endfor -%}
  {%- do run_query("alter " ~ relation.type ~ " " ~ relation.render() ~ " " ~ changes | join(", ")) -%}
{%- endmacro %}
