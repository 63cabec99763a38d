{# A table that keeps every version a row has had. #}

{% materialization snapshot, default %}
  {{ return(_engine_materialize("snapshot")) }}
{% endmaterialization %}
