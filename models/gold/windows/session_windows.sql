-- A visitor's events with no pause longer than the gap between them, whatever session the client believed in.
with gaps as (
    select
        *,
        case
            when event_timestamp - lag(event_timestamp) over (
                partition by user_id order by event_timestamp, kafka_offset
            ) <= interval '{{ var("session_gap_minutes") }} minutes' then 0
            else 1
        end as begins_session
    from {{ ref('silver_events') }}
),

numbered as (
    select
        *,
        sum(begins_session) over (
            partition by user_id
            order by event_timestamp, kafka_offset
            rows between unbounded preceding and current row
        ) as session_number
    from gaps
)

select
    md5(user_id || '|' || cast(min(event_timestamp) as varchar)) as session_key,
    user_id,
    cast(session_number as integer) as session_number,
    min(event_timestamp) as window_start,
    max(event_timestamp) as window_end,
    cast(floor(extract(epoch from (max(event_timestamp) - min(event_timestamp)))) as integer) as duration_seconds,
    min(device_type) as device_type,
    count(*) as events,
    count(distinct product_id) as products,
    {{ funnel_columns() }},
    {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue,
    count(*) filter (where event_type = 'purchase') > 0 as has_purchase
from numbered
group by user_id, session_number
