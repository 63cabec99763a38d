{# Rows of a unit test, written in YAML, as SQL. The fixtures' text shows in target/compiled. #}

{# Columns that a row leaves out are null, of the type that the relation has in the database. #}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
-- Fixture for {{ model.name }}
{% if not column_name_to_data_types -%}
  {%- set known_relation = defer_relation if defer_relation and not load_relation(this) else this -%}
  {%- set column_name_to_data_types = {} -%}
  {%- set column_name_to_quoted = {} -%}
  {%- for column in adapter.get_columns_in_relation(known_relation) -%}
    {%- do column_name_to_data_types.update({column.name | lower: column.data_type}) -%}
    {%- do column_name_to_quoted.update({column.name | lower: column.quoted}) -%}
  {%- endfor -%}
{%- endif -%}
{%- if not column_name_to_data_types -%}
  {%- do exceptions.raise_compiler_error("The columns of " ~ this ~ ", which the unit test's fixture for '" ~ model.name ~ "' needs, are not known because the relation does not exist") -%}
{%- endif -%}
{%- set nulls = {} -%}
{%- for name, type in column_name_to_data_types.items() -%}
  {%- do nulls.update({name: safe_cast("null", type) | trim}) -%}
{%- endfor -%}
{{ validate_fixture_rows(rows, row_number) }}
{%- for row in rows or [{}] -%}
  {%- set values = dict(nulls, **format_row(row, column_name_to_data_types)) -%}
  select
  {%- for name, value in values.items() %} {{ value }} as {{ column_name_to_quoted[name] }}{{ "," if not loop.last }}{% endfor -%}
  {%- if not loop.last %}
union all
{% endif -%}
{%- endfor -%}
{%- if not rows %}
    limit 0
{%- endif -%}
{% endmacro %}

{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) -%}
  {%- for row in rows -%}
    select
    {%- for name, value in format_row(row, column_name_to_data_types).items() %} {{ value }} as {{ column_name_to_quoted[name] }}{{ "," if not loop.last }}{% endfor %}
    {%- if not loop.last %}
    union all
    {% endif %}
  {%- else -%}
    select * from dbt_internal_unit_test_actual
    limit 0
  {%- endfor -%}
{%- endmacro %}

{# A row's values as SQL, by lower-case column name. #}
{% macro format_row(row, column_name_to_data_types) -%}
  {%- set formatted = {} -%}
  {%- for name, value in row.items() -%}
    {%- set column = name | lower -%}
    {%- if column not in column_name_to_data_types -%}
      {%- set fixture = "the expected rows" if model.resource_type == "unit_test" else "the fixture for '" ~ model.name ~ "'" -%}
      {%- do exceptions.raise_compiler_error("The column '" ~ column ~ "' in " ~ fixture ~ " of a unit test does not exist; there are " ~ column_name_to_data_types.keys() | list) -%}
    {%- endif -%}
    {%- set type = column_name_to_data_types[column] -%}
    {%- if value is string and "varying" in type -%}
      {%- set type = type.split("(")[0] -%}
    {%- endif -%}
    {%- if value is string -%}
      {%- set value = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
    {%- elif value is none -%}
      {%- set value = "null" -%}
    {%- endif -%}
    {%- do formatted.update({column: safe_cast(value, type)}) -%}
  {%- endfor -%}
  {{ return(formatted) }}
{%- endmacro %}

{% macro validate_fixture_rows(rows, row_number) -%}
  {{ return(adapter.dispatch("validate_fixture_rows", "dbt")(rows, row_number)) }}
{%- endmacro %}

{# For adapters that cannot take some values. #}
{% macro default__validate_fixture_rows(rows, row_number) -%}
{%- endmacro %}
