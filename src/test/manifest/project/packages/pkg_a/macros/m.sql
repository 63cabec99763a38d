{% macro pkg_macro() %}{{ pkg_a.helper() }}{% endmacro %}
{% macro helper() %}h{% endmacro %}
{% macro default__disp() %}pkg{% endmacro %}
{% test my_pkg_test(model, arg='x') %} select * from {{ model }} {% endtest %}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%} {{ node.name }}_pk {%- endmacro %}
