{# The catalog: every table, view and column with its comment and owner; temporary ones left out. #}

{% macro postgres__get_catalog_relations(information_schema, relations) -%}
  {%- set conditions = [] -%}
  {%- for relation in relations -%}
    {%- set condition = "upper(namespace.nspname) = upper('" ~ relation.schema ~ "')" -%}
    {%- set condition = condition ~ " and upper(class.relname) = upper('" ~ relation.identifier ~ "')" if relation.identifier else condition -%}
    {%- do conditions.append("(" ~ condition ~ ")") -%}
  {%- endfor -%}
  {%- do adapter.verify_database(information_schema.database) -%}
  {%- call statement("catalog", fetch_result=true) -%}
    select
      '{{ information_schema.database }}' as table_database,
      namespace.nspname as table_schema,
      class.relname as table_name,
      case class.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'BASE TABLE' end as table_type,
      table_text.description as table_comment,
      attribute.attname as column_name,
      attribute.attnum as column_index,
      pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) as column_type,
      column_text.description as column_comment,
      pg_get_userbyid(class.relowner) as table_owner
    from pg_catalog.pg_namespace namespace
    join pg_catalog.pg_class class on class.relnamespace = namespace.oid
    join pg_catalog.pg_attribute attribute on attribute.attrelid = class.oid
    left join pg_catalog.pg_description table_text
      on table_text.objoid = class.oid and table_text.objsubid = 0
    left join pg_catalog.pg_description column_text
      on column_text.objoid = class.oid and column_text.objsubid = attribute.attnum
    where ({{ conditions | join(" or ") }})
      and not pg_is_other_temp_schema(namespace.oid)
      and class.relpersistence in ('p', 'u')
      and class.relkind in ('r', 'v', 'f', 'p', 'm')
      and attribute.attnum > 0
      and not attribute.attisdropped
    order by namespace.nspname, class.relname, attribute.attnum
  {%- endcall -%}
  {{ return(load_result("catalog").table) }}
{%- endmacro %}

{% macro postgres__get_catalog(information_schema, schemas) -%}
  {%- set whole = [] -%}
  {%- for schema in schemas -%}
    {%- do whole.append({"schema": schema}) -%}
  {%- endfor -%}
  {{ return(postgres__get_catalog_relations(information_schema, whole)) }}
{%- endmacro %}
