-- Windows of an hour, a new one every 15 minutes: each event lies in four of them.
with events as (
    select
        *,
        {{ window_start('event_timestamp', 15) }} as quarter
    from {{ ref('silver_events') }}
),

steps as (
    select 0 as minutes_back union all select 15 union all select 30 union all select 45
),

in_windows as (
    select
        events.*,
        events.quarter - steps.minutes_back * interval '1 minute' as window_start
    from events
    cross join steps
)

select
    window_start,
    window_start + interval '1 hour' as window_end,
    count(*) as events,
    {{ funnel_columns() }},
    count(distinct user_id) as visitors,
    {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue
from in_windows
group by window_start
