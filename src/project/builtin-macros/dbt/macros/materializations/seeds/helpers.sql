{# The steps of loading a seed. Each gives the SQL that it ran. #}

{% macro create_csv_table(model, agate_table) -%}
  {{ adapter.dispatch("create_csv_table", "dbt")(model, agate_table) }}
{%- endmacro %}

{# A column's type is the configured one, or what its values look like. #}
{% macro default__create_csv_table(model, agate_table) -%}
  {%- set types = model["config"].get("column_types", {}) -%}
  {%- set quoting = model["config"].get("quote_columns", none) -%}
  {%- set columns = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
    {%- do columns.append(adapter.quote_seed_column(name | string, quoting) ~ " " ~ type) -%}
  {%- endfor -%}
  {%- set definition = "create table " ~ this.render() ~ " (" ~ columns | join(", ") ~ ")" -%}
  {%- call statement("_") -%}
    {{ definition }}
  {%- endcall -%}
  {{ return(definition) }}
{%- endmacro %}

{% macro reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {{ adapter.dispatch("reset_csv_table", "dbt")(model, full_refresh, old_relation, agate_table) }}
{%- endmacro %}

{% macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {%- if full_refresh -%}
    {%- do adapter.drop_relation(old_relation) -%}
    {%- do return(create_csv_table(model, agate_table)) -%}
  {%- endif -%}
  {%- do adapter.truncate_relation(old_relation) -%}
  {{ return("truncate table " ~ old_relation.render()) }}
{%- endmacro %}

{% macro get_csv_sql(create_or_truncate_sql, insert_sql) %}
    {{ adapter.dispatch("get_csv_sql", "dbt")(create_or_truncate_sql, insert_sql) }}
{% endmacro %}

{% macro default__get_csv_sql(create_or_truncate_sql, insert_sql) %}
    {{ create_or_truncate_sql }};
    -- dbt seed --
    {{ insert_sql }}
{% endmacro %}

{% macro get_binding_char() -%}
  {{ adapter.dispatch("get_binding_char", "dbt")() }}
{%- endmacro %}

{% macro default__get_binding_char() -%}
  {{ return("%s") }}
{%- endmacro %}

{% macro get_batch_size() -%}
  {{ return(adapter.dispatch("get_batch_size", "dbt")()) }}
{%- endmacro %}

{# Rows per insert statement. #}
{% macro default__get_batch_size() -%}
  {{ return(10000) }}
{%- endmacro %}

{% macro get_seed_column_quoted_csv(model, column_names) -%}
  {%- set quoting = model["config"].get("quote_columns", none) -%}
  {%- set names = [] -%}
  {%- for name in column_names -%}
    {%- do names.append(adapter.quote_seed_column(name, quoting)) -%}
  {%- endfor -%}
  {{ return(names | join(", ")) }}
{%- endmacro %}

{% macro load_csv_rows(model, agate_table) -%}
  {{ adapter.dispatch("load_csv_rows", "dbt")(model, agate_table) }}
{%- endmacro %}

{#
  Gives the first batch's statement, which stands for all of them in the compiled file. Where the database has `copy`, the
  engine loads all rows by it at once.
#}
{% macro default__load_csv_rows(model, agate_table) -%}
  {%- set names = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
  {%- if _engine_copy_rows is defined -%}
    {%- do return(_engine_copy_rows(this.render(), names, agate_table)) -%}
  {%- endif -%}
  {%- set one_row = "(" ~ ([get_binding_char()] * agate_table.column_names | length) | join(",") ~ ")" -%}
  {%- set sent = [] -%}
  {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
    {%- set values = [] -%}
    {%- for row in rows -%}
      {%- do values.extend(row) -%}
    {%- endfor -%}
    {%- do sent.append("insert into " ~ this.render() ~ " (" ~ names ~ ") values " ~ ([one_row] * rows | length) | join(",")) -%}
    {%- do adapter.add_query(sent[-1], bindings=values, abridge_sql_log=true) -%}
  {%- endfor -%}
  {{ return(sent[0]) }}
{%- endmacro %}
