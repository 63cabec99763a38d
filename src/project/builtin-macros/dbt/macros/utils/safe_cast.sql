{# A cast that gives null rather than an error, in databases that have one; here a plain cast. #}

{% macro safe_cast(field, type) -%}
  {{ return(adapter.dispatch("safe_cast", "dbt")(field, type)) }}
{%- endmacro %}

{% macro default__safe_cast(field, type) %}
{{ "    " }}
    cast({{ field }} as {{ type }})
{% endmacro %}
