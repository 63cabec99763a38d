{# Another environment's relation in this one: a clone of a table where databases can, else a view of it. #}

{% materialization clone, default %}
  {{ return(_engine_materialize("clone")) }}
{% endmaterialization %}
