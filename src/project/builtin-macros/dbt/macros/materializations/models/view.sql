{# A view built aside and swapped in. #}

{% materialization view, default %}
  {{ return(_engine_materialize("view")) }}
{% endmaterialization %}
