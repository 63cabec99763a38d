select
    product_id,
    product_name,
    category as product_category,
    cast(price as numeric(12, 2)) as price,
    cast(updated_at as timestamp) as updated_at
from {{ source('catalog', 'products') }}
