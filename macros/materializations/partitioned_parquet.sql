{#-
    Writes a query as snappy Parquet files under `location`, one folder per value of the `partition_by` columns, and
    makes a view that reads them. A later run writes again only the folders of the first partition column in which
    `changed_since` has moved on; each is replaced whole, so a run that is repeated changes nothing.
-#}
{% materialization partitioned_parquet, adapter='duckdb' %}
    {%- set location = config.require('location') -%}
    {%- set partition_by = config.require('partition_by') -%}
    {%- set changed_since = config.require('changed_since') -%}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set files = location ~ '/*' * (partition_by | length) ~ '/*.parquet' -%}
    {%- set has_files = run_query("select count(*) from glob('" ~ files ~ "')").rows[0][0] > 0 -%}
    {%- set is_first = existing_relation is none or not has_files or should_full_refresh() -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if is_first -%}
        {%- if existing_relation is not none and existing_relation.type != 'view' -%}
            {%- do adapter.drop_relation(existing_relation) -%}
        {%- endif -%}
        {%- call statement('main') -%}
            {{ copy_to_parquet(sql, location, partition_by) }}
        {%- endcall -%}
        {%- call statement('create_view') -%}
            create or replace view {{ target_relation }} as
            select * from read_parquet('{{ files }}', hive_partitioning = true)
        {%- endcall -%}
    {%- else -%}
        {%- set outer = partition_by[0] -%}
        {%- set changed -%}
            select distinct cast({{ outer }} as varchar) as partition_value
            from ({{ sql }}) as query
            where {{ changed_since }} > (select max({{ changed_since }}) from {{ target_relation }})
            order by 1
        {%- endset -%}
        {%- for partition_value in run_query(changed).columns[0].values() -%}
            {%- set part -%}
                select * exclude ({{ outer }}) from ({{ sql }}) as query where {{ outer }} = '{{ partition_value }}'
            {%- endset -%}
            {%- do run_query(copy_to_parquet(part, location ~ '/' ~ outer ~ '=' ~ partition_value, partition_by[1:])) -%}
        {%- endfor -%}
        {%- call statement('main') -%}
            select 1
        {%- endcall -%}
    {%- endif -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro copy_to_parquet(query, location, partition_by) -%}
    copy ({{ query }}) to '{{ location }}' (
        format parquet, compression snappy, partition_by ({{ partition_by | join(', ') }}), overwrite
    )
{%- endmacro %}
