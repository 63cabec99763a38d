{# A view with parameters: DuckDB's table macro. #}

{% materialization table_function, adapter="duckdb" %}
  {{ return(_engine_materialize("table_function")) }}
{% endmaterialization %}
