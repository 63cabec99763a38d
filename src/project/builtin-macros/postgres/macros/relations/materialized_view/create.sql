{# A materialized view with its indexes. #}

{% macro postgres__get_create_materialized_view_as_sql(relation, sql) -%}
  create materialized view if not exists {{ relation }} as {{ sql }};
  {%- for index in config.get("indexes", []) %}
  {{ get_create_index_sql(relation, index) }};
  {%- endfor -%}
{%- endmacro %}
