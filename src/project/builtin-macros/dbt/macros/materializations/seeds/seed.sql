{# A table of a CSV file's rows. #}

{% materialization seed, default %}
  {{ return(_engine_materialize("seed")) }}
{% endmaterialization %}
