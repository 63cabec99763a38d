{# A unit test: a model's rows on fixtures against the expected ones. #}

{% materialization unit, default %}
  {{ return(_engine_materialize("unit")) }}
{% endmaterialization %}
