{{ config(severity='warn') }}

-- Worth a look, not an error: products that many look at and hardly anybody buys.
select product_id, product_name, views, view_to_purchase_rate, missed_revenue
from {{ ref('high_interest_low_conversion') }}
where missed_revenue > 10000
