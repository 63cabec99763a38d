{# The statement that makes a relation of any kind. #}

{% macro get_create_sql(relation, sql) -%}
  {%- do log("Applying CREATE to: " ~ relation) -%}
  {{ adapter.dispatch("get_create_sql", "dbt")(relation, sql) }}
{%- endmacro %}

{% macro default__get_create_sql(relation, sql) -%}
  {%- if relation.is_view -%}
    {{ get_create_view_as_sql(relation, sql) }}
  {%- elif relation.is_table -%}
    {{ get_create_table_as_sql(false, relation, sql) }}
  {%- elif relation.is_materialized_view -%}
    {{ get_create_materialized_view_as_sql(relation, sql) }}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("There is no statement that creates a " ~ relation.type) -%}
  {%- endif -%}
{%- endmacro %}
