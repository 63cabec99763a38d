{% macro my_macro(x, y='d') %}{{ other_macro() }}{{ x }}{% endmacro %}
{% macro other_macro() -%} o {{ return(adapter.dispatch('disp', 'pkg_a')()) }} {%- endmacro %}
{% macro log_it(m) %}{% do log(m) %}{% endmacro %}
{% macro default__disp() %}root{% endmacro %}
{% test my_generic(model, threshold, column_name=none, cols=[], opts={}) %}{{ config(fail_calc='sum(x)') }} select 1 from {{ model }} join {{ ref('stg_b') }} {% endtest %}
{% materialization weird, default %} {{ return({'relations': []}) }} {% endmaterialization %}
{% materialization weird2, adapter='duckdb', supported_languages=['sql','python'] %} x {% endmaterialization %}
