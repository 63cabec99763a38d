{# Descriptions as `comment on` statements. #}

{# Dollar quotes, so that a description may hold any other quotes. #}
{% macro duckdb_escape_comment(comment) -%}
  {%- set quote = "$dbt_comment_literal_block$" -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error("A description must be text, not " ~ comment) -%}
  {%- elif quote in comment -%}
    {%- do exceptions.raise_compiler_error("A description cannot contain " ~ quote) -%}
  {%- endif -%}
  {{ quote ~ comment ~ quote }}
{%- endmacro %}

{% macro duckdb__alter_relation_comment(relation, comment) -%}
  comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(comment) }};
{%- endmacro %}

{% macro duckdb__alter_column_comment(relation, column_dict) -%}
  {%- set present = adapter.get_columns_in_relation(relation) | map(attribute="name") | list -%}
  {%- for name, column in column_dict.items() if name in present %}
  comment on column {{ relation }}.{{ adapter.quote(name) if column["quote"] else name }} is {{ duckdb_escape_comment(column["description"]) }};
  {%- endfor -%}
{%- endmacro %}
