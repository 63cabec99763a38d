{% macro get_incremental_mine_sql(arguments) %}
insert into {{ arguments.target_relation }} select id + 100, part, day from {{ arguments.temp_relation }}
{% endmacro %}
