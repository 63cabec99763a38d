{# Tables, indexes and columns. #}

{# Under a contract the table is made with its constraints first and filled by an insert. #}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
  {%- set contracted = config.get("contract").enforced -%}
  {{ config.get("sql_header", none) or "" }}
  create {{ "temporary " if temporary else "unlogged " if config.get("unlogged", default=false) }}table {{ relation }}
  {%- if contracted %}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif %}
  {%- if contracted and not temporary %}
    {{ get_table_columns_and_constraints() }};
  insert into {{ relation }} (
    {{ adapter.dispatch("get_column_names", "dbt")() }}
  )
  {%- set sql = get_select_subquery(sql) %}
  {%- else %}
  as
  {%- endif %}
  (
    {{ sql }}
  );
{%- endmacro %}

{% macro postgres__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  create {{ "unique " if index.unique }}index if not exists "{{ index.render(relation) }}"
  on {{ relation }}{{ " using " ~ index.type if index.type }} ({{ index.columns | join(", ") }})
{%- endmacro %}

{% macro postgres__get_show_indexes_sql(relation) -%}
  select
    index_class.relname as name,
    access_method.amname as method,
    definition.indisunique as "unique",
    array_to_string(array_agg(attribute.attname), ',') as column_names
  from pg_index definition
  join pg_class index_class on index_class.oid = definition.indexrelid
  join pg_am access_method on access_method.oid = index_class.relam
  join pg_class table_class on table_class.oid = definition.indrelid
  join pg_namespace namespace on namespace.oid = table_class.relnamespace
  join pg_attribute attribute on attribute.attrelid = table_class.oid and attribute.attnum = any(definition.indkey)
  where namespace.nspname = '{{ relation.schema }}'
    and table_class.relname = '{{ relation.identifier }}'
    and table_class.relkind in ('r', 'm')
  group by 1, 2, 3
  order by 1, 2, 3
{%- endmacro %}

{% macro postgres__get_drop_index_sql(relation, index_name) -%}
  drop index if exists "{{ relation.schema }}"."{{ index_name }}"
{%- endmacro %}

{% macro postgres__get_columns_in_relation(relation) -%}
  {%- call statement("get_columns_in_relation", fetch_result=true) -%}
    select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
    from {{ relation.information_schema("columns") }}
    where table_name = '{{ relation.identifier }}'
    {%- if relation.schema %} and table_schema = '{{ relation.schema }}'{% endif %}
    order by ordinal_position
  {%- endcall -%}
  {{ return(sql_convert_columns_in_relation(load_result("get_columns_in_relation").table)) }}
{%- endmacro %}

{% macro postgres__list_relations_without_caching(schema_relation) -%}
  {%- set database = "'" ~ schema_relation.database ~ "' as database" -%}
  {%- set schema = "ilike '" ~ schema_relation.schema ~ "'" -%}
  {%- call statement("list_relations_without_caching", fetch_result=true) -%}
    select {{ database }}, tablename as name, schemaname as schema, 'table' as type
    from pg_tables where schemaname {{ schema }}
    union all
    select {{ database }}, viewname, schemaname, 'view'
    from pg_views where schemaname {{ schema }}
    union all
    select {{ database }}, matviewname, schemaname, 'materialized_view'
    from pg_matviews where schemaname {{ schema }}
    union all
    select distinct {{ database }}, proname, nspname, 'function'
    from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
    where nspname {{ schema }}
  {%- endcall -%}
  {{ return(load_result("list_relations_without_caching").table) }}
{%- endmacro %}
