{{ config(store_failures=true) }} select * from {{ ref('mart') }} where 1=0
