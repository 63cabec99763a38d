{# Dropping a materialized view. #}

{% macro drop_materialized_view(relation) -%}
  {{ adapter.dispatch("drop_materialized_view", "dbt")(relation) }}
{%- endmacro %}

{% macro default__drop_materialized_view(relation) -%}
  drop materialized view if exists {{ relation.render() }} cascade
{%- endmacro %}
