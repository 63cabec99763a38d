{# Loading seeds by `copy`: one statement, whatever the number of rows. #}

{% macro postgres__load_csv_rows(model, agate_table) -%}
  {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
  {{ return(_engine_copy_rows(this.render(), columns, agate_table)) }}
{%- endmacro %}
