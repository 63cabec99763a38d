{% macro outer(x) %}
  {{ inner(x) }}
{% endmacro %}

{% macro inner(x) %}
  {{ x }} + {{ missing_macro(x) }}
{% endmacro %}
