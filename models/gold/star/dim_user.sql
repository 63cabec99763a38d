-- Everyone who ever sent a good event, with the device they use most.
with devices as (
    select
        user_id,
        device_type,
        row_number() over (partition by user_id order by count(*) desc, device_type) as device_rank
    from {{ ref('silver_events') }}
    group by user_id, device_type
),

activity as (
    select
        user_id,
        min(event_timestamp) as first_seen_at,
        max(event_timestamp) as last_seen_at,
        count(distinct session_id) as sessions,
        count(*) filter (where event_type = 'purchase') as orders,
        {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue
    from {{ ref('silver_events') }}
    group by user_id
)

select
    activity.user_id,
    activity.first_seen_at,
    activity.last_seen_at,
    devices.device_type as favourite_device,
    activity.sessions,
    activity.orders,
    activity.revenue,
    activity.orders > 0 as is_buyer
from activity
inner join devices
    on devices.user_id = activity.user_id and devices.device_rank = 1
