-- One row per product that anybody has looked at.
with counted as (
    select
        product_id,
        {{ funnel_columns() }},
        count(distinct user_id) as visitors,
        {{ money("sum(price) filter (where event_type = 'purchase')") }} as revenue
    from {{ ref('silver_events') }}
    group by product_id
)

select
    counted.product_id,
    products.product_name,
    products.product_category,
    products.price as current_price,
    counted.views,
    counted.carts,
    counted.purchases,
    {{ funnel_rates() }},
    counted.visitors,
    counted.revenue,
    {{ ratio('counted.views', 'sum(counted.views) over ()') }} as share_of_views
from counted
left join {{ ref('dim_product') }} as products
    on products.product_id = counted.product_id and products.is_current
