{# External models that other runs have written: views on their files, so that this run's models can read them. #}

{% macro register_upstream_external_models() -%}
  {%- if not execute -%}
    {%- do return("") -%}
  {%- endif -%}
  {%- set seen = [] -%}
  {%- set schemas = [] -%}
  {%- for id in selected_resources if id in graph["nodes"] -%}
    {%- for parent_id in graph["nodes"][id]["depends_on"]["nodes"] if parent_id not in selected_resources and parent_id not in seen -%}
      {%- do seen.append(parent_id) -%}
      {%- set parent = graph["nodes"].get(parent_id) -%}
      {%- if parent and parent.resource_type in ["model", "seed"] and parent.config.materialized == "external" -%}
        {%- set relation = api.Relation.create(database=parent["database"], schema=parent["schema"], identifier=parent["alias"]) -%}
        {%- set location = parent.config.get("location", external_location(relation, parent.config)) -%}
        {%- set files = adapter.external_read_location(location, render_write_options(parent.config)) -%}
        {%- if relation.schema not in schemas -%}
          {%- do schemas.append(relation.schema) -%}
          {%- call statement("main", language="sql") -%}
            create schema if not exists {{ relation.without_identifier() }}
          {%- endcall -%}
        {%- endif -%}
        {%- call statement("main", language="sql") -%}
          create or replace view {{ relation }} as (
            select * from '{{ files }}'
          );
        {%- endcall -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- if schemas -%}
    {%- do adapter.commit() -%}
  {%- endif -%}
{%- endmacro %}
