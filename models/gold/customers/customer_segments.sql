-- RFM: each buyer's recency, frequency and monetary value in fifths (5 is best), and what to do about them.
with purchases as (
    select
        user_id,
        max(event_date) as last_purchase_date,
        count(*) as orders,
        {{ money('sum(price)') }} as revenue
    from {{ ref('silver_events') }}
    where event_type = 'purchase'
    group by user_id
),

scored as (
    select
        *,
        cast((select max(event_date) from {{ ref('silver_events') }}) - last_purchase_date as integer)
            as days_since_purchase,
        cast(ntile(5) over (order by last_purchase_date, user_id) as integer) as recency_score,
        cast(ntile(5) over (order by orders, user_id) as integer) as frequency_score,
        cast(ntile(5) over (order by revenue, user_id) as integer) as monetary_score
    from purchases
),

matched as (
    select
        scored.*,
        rules.segment,
        rules.advice,
        row_number() over (
            partition by scored.user_id
            order by rules.recency_score_from desc, rules.value_score_from desc
        ) as match_order
    from scored
    inner join {{ ref('customer_segment_rules') }} as rules
        on
            scored.recency_score >= rules.recency_score_from
            and greatest(scored.frequency_score, scored.monetary_score) >= rules.value_score_from
)

select
    user_id,
    last_purchase_date,
    days_since_purchase,
    orders,
    revenue,
    recency_score,
    frequency_score,
    monetary_score,
    segment,
    advice
from matched
where match_order = 1
