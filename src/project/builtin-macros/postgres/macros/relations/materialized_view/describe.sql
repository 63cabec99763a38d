{# What can be changed about a materialized view: its indexes. #}

{% macro postgres__describe_materialized_view(relation) -%}
  {%- do return({"indexes": run_query(get_show_indexes_sql(relation))}) -%}
{%- endmacro %}
