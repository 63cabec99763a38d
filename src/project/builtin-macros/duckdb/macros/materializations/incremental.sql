{# A table that each run adds to or changes by a strategy. #}

{% materialization incremental, adapter="duckdb", supported_languages=["sql", "python"] %}
  {{ return(_engine_materialize("incremental")) }}
{% endmaterialization %}
