-- Products that many look at and few buy: something is wrong with the price, the page or the stock.
with benchmark as (
    select
        percentile_cont({{ var('high_interest_percentile') }}) within group (order by views) as high_interest_views,
        percentile_cont(0.5) within group (order by view_to_purchase_rate) as median_rate
    from {{ ref('conversion_by_product') }}
)

select
    products.product_id,
    products.product_name,
    products.product_category,
    products.current_price,
    products.views,
    products.share_of_views,
    products.purchases,
    products.view_to_purchase_rate,
    cast(benchmark.median_rate as numeric(9, 4)) as median_rate,
    cast(products.views * benchmark.median_rate - products.purchases as integer) as missed_purchases,
    {{ money('(products.views * cast(benchmark.median_rate as numeric(9, 4)) - products.purchases) * products.current_price') }}
        as missed_revenue
from {{ ref('conversion_by_product') }} as products
cross join benchmark
where
    products.views >= benchmark.high_interest_views
    and products.view_to_purchase_rate < {{ var('low_conversion_factor') }} * benchmark.median_rate
