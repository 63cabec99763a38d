{{ config(materialized='incremental', unique_key='id') }}
select id, amount from {{ ref('raw_orders') }}
where id <= {{ var('upto', 2) }}
{% if is_incremental() %}
  and id > (select max(id) from {{ this }})
{% endif %}
