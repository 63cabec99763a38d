-- What each category sells, what is left of it, and how much of it is of high value.
with sold as (
    select
        product_category,
        count(*) as orders,
        count(distinct product_id) as products_sold,
        count(distinct user_id) as buyers,
        count(*) filter (where is_high_value) as high_value_orders,
        {{ money('sum(price)') }} as revenue,
        cast(percentile_cont(0.5) within group (order by price) as numeric(12, 2)) as median_price
    from {{ ref('silver_events') }}
    where event_type = 'purchase'
    group by product_category
)

select
    categories.product_category,
    categories.category_label,
    categories.department,
    coalesce(sold.orders, 0) as orders,
    coalesce(sold.products_sold, 0) as products_sold,
    coalesce(sold.buyers, 0) as buyers,
    coalesce(sold.high_value_orders, 0) as high_value_orders,
    {{ money('sold.revenue') }} as revenue,
    sold.median_price,
    {{ money('sold.revenue * cast(categories.target_margin as numeric(5, 2))') }} as expected_margin,
    rank() over (order by coalesce(sold.revenue, 0) desc) as revenue_rank
from {{ ref('product_categories') }} as categories
left join sold
    on sold.product_category = categories.product_category
