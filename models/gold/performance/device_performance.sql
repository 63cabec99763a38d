with counted as (
    select
        device_type,
        {{ funnel_columns() }},
        count(distinct user_id) as visitors,
        count(distinct session_id) as sessions,
        {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue
    from {{ ref('silver_events') }}
    group by device_type
)

select
    counted.device_type,
    devices.device_label,
    counted.visitors,
    counted.sessions,
    counted.views,
    counted.carts,
    counted.purchases,
    {{ funnel_rates() }},
    counted.revenue,
    {{ money('counted.revenue / nullif(counted.sessions, 0)') }} as revenue_per_session,
    {{ ratio('counted.revenue', 'sum(counted.revenue) over ()') }} as share_of_revenue
from counted
left join {{ ref('dim_device') }} as devices
    on devices.device_type = counted.device_type
