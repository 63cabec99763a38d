{{
    config(
        materialized='incremental',
        unique_key='window_start',
        incremental_strategy='delete+insert',
    )
}}

-- Windows of 15 minutes, one behind the other. A run computes again, whole, the windows that its new events fall
-- into: late events and repeated runs do no harm.
with events as (
    select
        *,
        {{ window_start('event_timestamp', 15) }} as window_start
    from {{ ref('silver_events') }}
)

{%- if is_incremental() %},

touched as (
    select distinct window_start
    from events
    where processing_timestamp > (select max(last_processed_at) from {{ this }})
)
{%- endif %}

select
    window_start,
    window_start + interval '15 minutes' as window_end,
    count(*) as events,
    {{ funnel_columns() }},
    count(distinct user_id) as visitors,
    {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue,
    max(processing_timestamp) as last_processed_at
from events
{%- if is_incremental() %}
where window_start in (select touched.window_start from touched)
{%- endif %}
group by window_start
