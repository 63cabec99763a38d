{% macro greet(name='you') %}
  {% do log('Hello ' ~ name, info=true) %}
  {{ print(run_query('select 42 as answer').columns[0].values()[0]) }}
{% endmacro %}

{% macro fails() %}
  {{ exceptions.raise_compiler_error('This macro always fails.') }}
{% endmacro %}
