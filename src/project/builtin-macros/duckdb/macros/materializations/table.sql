{# A table built aside and swapped in. #}

{% materialization table, adapter="duckdb", supported_languages=["sql", "python"] %}
  {{ return(_engine_materialize("table")) }}
{% endmaterialization %}
