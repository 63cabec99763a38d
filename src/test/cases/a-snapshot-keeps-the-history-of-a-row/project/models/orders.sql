select id, case when id = 1 then {{ var('amount', 10) }} else amount end as amount from {{ ref('raw_orders') }}
