{% snapshot snap_b %}
{{ config(target_schema='snaps', unique_key='id', strategy='check', check_cols=['a']) }}
select * from {{ ref('stg_b') }}
{% endsnapshot %}
{% snapshot snap_c %}
{{ config(unique_key='id', strategy='check', check_cols='all') }}
select 1 as id
{% endsnapshot %}
