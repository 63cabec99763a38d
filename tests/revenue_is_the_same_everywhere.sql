-- Five roads to one number.
with totals as (
    select 'conversion_overall' as road, revenue from {{ ref('conversion_overall') }}
    union all
    select 'revenue_daily', sum(revenue) from {{ ref('revenue_daily') }}
    union all
    select 'tumbling_windows', sum(revenue) from {{ ref('tumbling_windows') }}
    union all
    select 'session_windows', sum(revenue) from {{ ref('session_windows') }}
    union all
    select 'fact_purchases', sum(amount) from {{ ref('fact_purchases') }}
)

select road, revenue
from totals
where revenue <> (select overall.revenue from {{ ref('conversion_overall') }} as overall)
