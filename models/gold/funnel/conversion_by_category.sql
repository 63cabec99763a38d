-- One row per category that the products had when the events happened.
with counted as (
    select
        product_category,
        {{ funnel_columns() }},
        count(distinct user_id) as visitors,
        {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue
    from {{ ref('silver_events') }}
    group by product_category
)

select
    counted.product_category,
    categories.category_label,
    categories.department,
    counted.views,
    counted.carts,
    counted.purchases,
    {{ funnel_rates() }},
    counted.visitors,
    counted.revenue
from counted
left join {{ ref('product_categories') }} as categories
    on categories.product_category = counted.product_category
