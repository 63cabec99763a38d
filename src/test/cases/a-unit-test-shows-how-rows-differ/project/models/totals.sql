{{ config(materialized='incremental') }}
select id, amount * {{ var('factor', 2) }} as total from {{ ref('orders') }} {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
{{ shop._hidden() }}{{ shop.seen() }}
