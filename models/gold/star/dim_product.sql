-- Every version of every product; the newest is current.
select
    dbt_scd_id as product_key,
    product_id,
    product_name,
    product_category,
    price,
    cast(row_number() over (partition by product_id order by dbt_valid_from) as integer) as version_number,
    dbt_valid_from as valid_from,
    dbt_valid_to as valid_to,
    dbt_valid_to is null as is_current
from {{ ref('snap_products') }}
