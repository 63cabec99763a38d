{# A file written from the model's rows, and a view that reads it. #}

{% materialization external, adapter="duckdb", supported_languages=["sql", "python"] %}
  {{ return(_engine_materialize("external")) }}
{% endmaterialization %}
