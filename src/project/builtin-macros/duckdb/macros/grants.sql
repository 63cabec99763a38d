{# DuckDB has no users, so that grants only give a warning. #}

{% macro duckdb__apply_grants(relation, grant_config, should_revoke=true) -%}
  {%- if grant_config -%}
    {%- do adapter.warn_once("DuckDB has no grants; those of the models are left out") -%}
  {%- endif -%}
{%- endmacro %}
