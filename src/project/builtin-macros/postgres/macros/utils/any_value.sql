{# Older versions of Postgres have no any_value; the smallest value is as good as any. #}

{% macro postgres__any_value(expression) -%}
  min({{ expression }})
{%- endmacro %}
