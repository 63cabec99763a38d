{# Replacing a view in one statement, where a database can. #}

{% macro get_replace_view_sql(relation, sql) -%}
  {{ adapter.dispatch("get_replace_view_sql", "dbt")(relation, sql) }}
{%- endmacro %}

{% macro default__get_replace_view_sql(relation, sql) -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no get_replace_view_sql") }}
{%- endmacro %}

{# A whole view materialization for adapters whose `create or replace view` may change the columns. #}
{% macro create_or_replace_view() -%}
  {%- set existing = adapter.get_relation(database=database, schema=schema, identifier=model["alias"]) -%}
  {%- set target_view = api.Relation.create(database=database, schema=schema, identifier=model["alias"], type="view") -%}
  {%- do run_hooks(pre_hooks) -%}
  {%- if existing is not none and existing.is_table -%}
    {%- do handle_existing_table(should_full_refresh(), existing) -%}
  {%- endif -%}
  {%- call statement("main") -%}
    {{ get_create_view_as_sql(target_view, sql) }}
  {%- endcall -%}
  {%- set was_view = existing is not none and existing.is_view -%}
  {%- do apply_grants(target_view, config.get("grants"), should_revoke=should_revoke(was_view, full_refresh_mode=true)) -%}
  {%- do run_hooks(post_hooks) -%}
  {{ return({"relations": [target_view]}) }}
{%- endmacro %}

{% macro handle_existing_table(full_refresh, old_relation) -%}
  {{ adapter.dispatch("handle_existing_table", "dbt")(full_refresh, old_relation) }}
{%- endmacro %}

{% macro default__handle_existing_table(full_refresh, old_relation) -%}
  {%- do log("Dropping " ~ old_relation.render() ~ ", which is a " ~ old_relation.type) -%}
  {%- do adapter.drop_relation(old_relation) -%}
{%- endmacro %}
