-- Every version of every product; the newest is current. What came before the first version is not known, so that one
-- holds from the beginning of time: each event finds its product.
with versions as (
    select
        *,
        cast(row_number() over (partition by product_id order by dbt_valid_from) as integer) as version_number
    from {{ ref('snap_products') }}
)

select
    dbt_scd_id as product_key,
    product_id,
    product_name,
    product_category,
    price,
    version_number,
    case when version_number = 1 then timestamp '1900-01-01 00:00:00' else dbt_valid_from end as valid_from,
    dbt_valid_to as valid_to,
    dbt_valid_to is null as is_current
from versions
