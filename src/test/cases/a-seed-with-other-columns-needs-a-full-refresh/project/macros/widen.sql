{% macro widen() %}{% do run_query('alter table people add column age integer') %}{% do run_query('alter table people drop column name') %}{% endmacro %}
