{# A table built aside and swapped in. The engine runs the steps; what it sends are macros. #}

{% materialization table, default %}
  {{ return(_engine_materialize("table")) }}
{% endmaterialization %}
