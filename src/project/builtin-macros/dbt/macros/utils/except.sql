{# The operator for rows of one query that another has not. #}

{% macro except() -%}
  {{ return(adapter.dispatch("except", "dbt")()) }}
{%- endmacro %}

{% macro default__except() %}

    except

{% endmacro %}
