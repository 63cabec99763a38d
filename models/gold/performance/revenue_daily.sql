with days as (
    select
        event_date,
        {{ funnel_columns() }},
        count(distinct user_id) as visitors,
        count(distinct case when event_type = 'purchase' then user_id end) as buyers,
        {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue
    from {{ ref('silver_events') }}
    group by event_date
)

select
    event_date,
    visitors,
    buyers,
    views,
    carts,
    purchases as orders,
    {{ ratio('purchases', 'views') }} as view_to_purchase_rate,
    revenue,
    {{ money('revenue / nullif(purchases, 0)') }} as average_order_value,
    {{ money('avg(revenue) over (order by event_date rows between 6 preceding and current row)') }}
        as revenue_7_day_average,
    {{ money('sum(revenue) over (order by event_date rows between unbounded preceding and current row)') }}
        as revenue_to_date
from days
