{% materialization loud, default %}
  {%- set target = this.incorporate(type='table') -%}
  {% call statement('main') %}
    create or replace table {{ target }} as select upper(word) as word from ({{ sql }})
  {% endcall %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization silent, default %}
  {% call statement('main') %}select 1{% endcall %}
{% endmaterialization %}
