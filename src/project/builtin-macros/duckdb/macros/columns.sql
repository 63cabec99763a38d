{# Columns of relations and of contracts. #}

{# The documented columns, as an insert statement lists them. #}
{% macro get_column_names() -%}
  {%- set names = [] -%}
  {%- for key in model["columns"] -%}
    {%- set column = model["columns"][key] -%}
    {%- do names.append(adapter.quote(column["name"]) if column.get("quote") else column["name"]) -%}
  {%- endfor -%}
  ({{ names | join(", ") }})
{%- endmacro %}

{# The header cannot stand inside the `describe` that asks for the columns, so it runs before. #}
{% macro duckdb__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
  {%- if select_sql_header is not none -%}
    {%- do run_query(select_sql_header) -%}
  {%- endif %}
  select * from (
    {{ select_sql }}
  ) as __dbt_sbq
  where false
  limit 0
{% endmacro %}

{# `describe` reads one relation, where information_schema would read whole attached catalogs. #}
{% macro duckdb__get_columns_in_relation(relation) -%}
  {%- call statement("get_columns_in_relation", fetch_result=true) -%}
    select
      column_name,
      column_type as data_type,
      cast(null as bigint) as character_maximum_length,
      cast(null as bigint) as numeric_precision,
      cast(null as bigint) as numeric_scale
    from (describe {{ relation.render() }})
  {%- endcall -%}
  {{ return(sql_convert_columns_in_relation(load_result("get_columns_in_relation").table)) }}
{%- endmacro %}

{# One statement per column, since DuckDB changes one at a time. #}
{% macro duckdb__alter_relation_add_remove_columns(relation, add_columns, remove_columns) -%}
  {%- for column in add_columns or [] -%}
    {%- do run_query("alter " ~ relation.type ~ " " ~ relation ~ " add column " ~ api.Relation.create(identifier=column.name) ~ " " ~ column.data_type) -%}
  {%- endfor -%}
  {%- for column in remove_columns or [] -%}
    {%- do run_query("alter " ~ relation.type ~ " " ~ relation ~ " drop column " ~ api.Relation.create(identifier=column.name)) -%}
  {%- endfor -%}
{%- endmacro %}
