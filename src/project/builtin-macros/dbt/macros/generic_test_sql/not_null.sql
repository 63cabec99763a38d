{# Rows without a value: whole rows if they are to be stored, else only the column. #}

{% macro default__test_not_null(model, column_name) %}

{% set wanted = "*" if should_store_failures() else column_name %}

select {{ wanted }}
from {{ model }}
where {{ column_name }} is null

{% endmacro %}
