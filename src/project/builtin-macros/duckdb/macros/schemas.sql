{# DuckDB's schemas. An attached SQLite file has only `main`, and MySQL's schemas are its own business. #}

{% macro duckdb__create_schema(relation) -%}
  {%- set probe -%}
    select type
    from duckdb_databases()
    where lower(database_name) = '{{ relation.database | lower }}' and type != 'duckdb'
  {%- endset -%}
  {%- call statement("create_schema") -%}
    {%- set attached = run_query(probe) -%}
    {%- set kind = attached.columns[0].values()[0] if attached | length else "duckdb" -%}
    {%- if kind == "sqlite" and relation.schema != "main" -%}
      {%- do exceptions.raise_compiler_error("In SQLite the schema must be 'main', not '" ~ relation.schema ~ "'") -%}
    {%- elif kind not in ["sqlite", "mysql"] -%}
      create schema if not exists {{ relation.without_identifier() }}
    {%- endif -%}
  {%- endcall -%}
{%- endmacro %}

{% macro duckdb__drop_schema(relation) -%}
  {%- call statement("drop_schema") -%}
    drop schema if exists {{ relation.without_identifier() }} cascade
  {%- endcall -%}
{%- endmacro %}

{% macro duckdb__list_schemas(database) -%}
  {%- set query -%}
    select schema_name
    from system.information_schema.schemata
    {% if database is not none %}where lower(catalog_name) = '{{ database | lower }}'{% endif %}
  {%- endset -%}
  {{ return(run_query(query)) }}
{%- endmacro %}

{% macro duckdb__check_schema_exists(information_schema, schema) -%}
  {%- set query -%}
    select count(*)
    from system.information_schema.schemata
    where lower(catalog_name) = '{{ information_schema.database | lower }}' and lower(schema_name) = '{{ schema | lower }}'
  {%- endset -%}
  {{ return(run_query(query)) }}
{%- endmacro %}
