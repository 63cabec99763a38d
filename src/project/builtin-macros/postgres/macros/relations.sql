{# Which views and tables depend on which: dropping one with `cascade` takes the others along. #}

{#
  A view's query is a rule in pg_rewrite. pg_depend links the rule to its view by an internal entry, and to what it reads
  by further entries, one per column.
#}
{% macro postgres__get_relations() -%}
  {%- call statement("relations", fetch_result=true) -%}
    select distinct
      view_schema.nspname as dependent_schema,
      view_class.relname as dependent_name,
      read_schema.nspname as referenced_schema,
      read_class.relname as referenced_name
    from pg_depend as owns
    join pg_depend as reads
      on reads.objid = owns.objid
      and reads.classid = 'pg_rewrite'::regclass
      and reads.refclassid = 'pg_class'::regclass
      and reads.refobjid <> owns.refobjid
    join pg_class as view_class on view_class.oid = owns.refobjid
    join pg_namespace as view_schema on view_schema.oid = view_class.relnamespace
    join pg_class as read_class on read_class.oid = reads.refobjid
    join pg_namespace as read_schema on read_schema.oid = read_class.relnamespace
    where owns.classid = 'pg_rewrite'::regclass
      and owns.refclassid = 'pg_class'::regclass
      and owns.deptype = 'i'
      and read_schema.nspname <> 'information_schema'
      and read_schema.nspname not like 'pg\_%'
    order by dependent_schema, dependent_name, referenced_schema, referenced_name
  {%- endcall -%}
  {{ return(load_result("relations").table) }}
{%- endmacro %}

{% macro postgres_get_relations() -%}
  {{ return(postgres__get_relations()) }}
{%- endmacro %}
