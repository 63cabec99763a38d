{# Listing, dropping, renaming and staging relations. #}

{% macro duckdb__list_relations_without_caching(schema_relation) -%}
  {%- call statement("list_relations_without_caching", fetch_result=true) -%}
    select
      '{{ schema_relation.database }}' as database,
      table_name as name,
      table_schema as schema,
      case table_type when 'VIEW' then 'view' when 'BASE TABLE' then 'table' when 'LOCAL TEMPORARY' then 'table' end as type
    from system.information_schema.tables
    where lower(table_catalog) = '{{ schema_relation.database | lower }}' and lower(table_schema) = '{{ schema_relation.schema | lower }}'
  {%- endcall -%}
  {{ return(load_result("list_relations_without_caching").table) }}
{%- endmacro %}

{# DuckLake has no `cascade`. #}
{% macro duckdb__drop_relation(relation) -%}
  {%- call statement("drop_relation", auto_begin=false) -%}
    drop {{ relation.type }} if exists {{ relation }}{{ " cascade" if not adapter.is_ducklake(relation) }}
  {%- endcall -%}
{%- endmacro %}

{% macro duckdb__rename_relation(from_relation, to_relation) -%}
  {%- set new_name = adapter.quote_as_configured(to_relation.identifier, "identifier") -%}
  {%- call statement("rename_relation") -%}
    alter {{ to_relation.type }} {{ from_relation }} rename to {{ new_name }}
  {%- endcall -%}
{%- endmacro %}

{# A temporary table belongs to the connection, so that its name has neither schema nor database. #}
{% macro duckdb__make_temp_relation(base_relation, suffix) -%}
  {%- set name = base_relation.identifier ~ suffix ~ py_current_timestring() -%}
  {%- do return(base_relation.incorporate(path={"identifier": name, "schema": none, "database": none})) -%}
{%- endmacro %}

{# A temporary table, or on MotherDuck, which has none, a table in a schema for temporary ones. #}
{% macro duckdb__dispatch_temporary_relation(target_relation, batch_id="") -%}
  {%- if not adapter.is_motherduck() -%}
    {%- do return({"relation": make_temp_relation(target_relation), "temporary": true}) -%}
  {%- endif -%}
  {%- set staged = target_relation.incorporate(path=adapter.get_temp_relation_path(target_relation, batch_id)) -%}
  {%- do run_query(create_schema(staged)) -%}
  {%- if not adapter.disable_transactions() -%}
    {%- do adapter.commit() -%}
  {%- endif -%}
  {%- do return({"relation": staged, "temporary": false}) -%}
{%- endmacro %}
