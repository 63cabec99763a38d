select
    date_trunc('hour', event_timestamp) as hour_start,
    count(*) as orders,
    count(distinct user_id) as buyers,
    {{ money('sum(price)') }} as revenue,
    {{ money('avg(price)') }} as average_order_value
from {{ ref('silver_events') }}
where event_type = 'purchase'
group by date_trunc('hour', event_timestamp)
