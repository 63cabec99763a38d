{# A function that lives in the database. #}

{% materialization function, default, supported_languages=["sql", "python", "javascript"] %}
  {{ return(_engine_materialize("function")) }}
{% endmaterialization %}
