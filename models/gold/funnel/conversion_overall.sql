-- The whole shop's funnel in one row.
with counted as (
    select
        {{ funnel_columns() }},
        count(distinct user_id) as visitors,
        count(distinct case when event_type = 'purchase' then user_id end) as buyers,
        count(distinct session_id) as sessions,
        count(distinct case when event_type = 'purchase' then session_id end) as buying_sessions,
        {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue,
        max(event_timestamp) as last_event_at
    from {{ ref('silver_events') }}
)

select
    views,
    carts,
    purchases,
    {{ funnel_rates() }},
    visitors,
    buyers,
    {{ ratio('buyers', 'visitors') }} as buyer_rate,
    sessions,
    buying_sessions,
    {{ ratio('buying_sessions', 'sessions') }} as session_conversion_rate,
    revenue,
    last_event_at
from counted
