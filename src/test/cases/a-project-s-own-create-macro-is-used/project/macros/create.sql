{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) %}
  create {% if temporary %}temporary{% endif %} table {{ relation }} as select *, 'ours' as maker from ({{ compiled_code }})
{% endmacro %}
