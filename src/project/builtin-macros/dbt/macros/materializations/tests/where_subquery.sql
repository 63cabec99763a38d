{# What a generic test reads: the relation, or only the rows that its `where` keeps. #}

{% macro get_where_subquery(relation) -%}
  {{ return(adapter.dispatch("get_where_subquery", "dbt")(relation)) }}
{%- endmacro %}

{% macro default__get_where_subquery(relation) -%}
  {%- set condition = config.get("where", "") -%}
  {%- if condition -%}
    {%- do return("(select * from " ~ relation ~ " where " ~ condition ~ ") dbt_subquery") -%}
  {%- endif -%}
  {%- do return(relation) -%}
{%- endmacro %}
