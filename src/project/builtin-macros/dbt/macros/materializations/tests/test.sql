{# A data test: its rows counted, and kept if they are to be stored. #}

{% materialization test, default %}
  {{ return(_engine_materialize("test")) }}
{% endmaterialization %}
