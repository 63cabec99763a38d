{% macro _hidden() %}{% endmacro %}
{% macro seen() %}{% endmacro %}
