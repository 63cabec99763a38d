{# Loading seeds: DuckDB reads the CSV file itself unless the config `fast` is false. #}

{% macro duckdb__get_binding_char() -%}
  {{ return(adapter.get_binding_char()) }}
{%- endmacro %}

{% macro duckdb__get_batch_size() -%}
  {{ return(10000) }}
{%- endmacro %}

{% macro duckdb__load_csv_rows(model, agate_table) -%}
  {%- if config.get("fast", true) -%}
    {%- set load = "COPY " ~ this.render() ~ " FROM '" ~ adapter.get_seed_file_path(model) ~ "' (FORMAT CSV, HEADER TRUE, DELIMITER '" ~ config.get("delimiter", ",") ~ "')" -%}
    {%- do adapter.add_query(load, abridge_sql_log=true) -%}
    {%- do return(load) -%}
  {%- endif -%}
  {%- set table = adapter.convert_datetimes_to_strs(agate_table) -%}
  {%- set names = get_seed_column_quoted_csv(model, table.column_names) -%}
  {%- set one_row = "(" ~ ([get_binding_char()] * table.column_names | length) | join(",") ~ ")" -%}
  {%- set sent = [] -%}
  {%- for rows in table.rows | batch(get_batch_size()) -%}
    {%- set values = [] -%}
    {%- for row in rows -%}
      {%- do values.extend(row) -%}
    {%- endfor -%}
    {%- do sent.append("insert into " ~ this.render() ~ " (" ~ names ~ ") values " ~ ([one_row] * rows | length) | join(",")) -%}
    {%- do adapter.add_query(sent[-1], bindings=values, abridge_sql_log=true) -%}
  {%- endfor -%}
  {{ return(sent[0]) }}
{%- endmacro %}
