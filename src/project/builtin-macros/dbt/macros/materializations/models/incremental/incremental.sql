{# A table that each run adds to or changes by a strategy. #}

{% materialization incremental, default %}
  {{ return(_engine_materialize("incremental")) }}
{% endmaterialization %}
