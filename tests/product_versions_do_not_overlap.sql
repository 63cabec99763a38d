select earlier.product_id, earlier.valid_to, later.valid_from
from {{ ref('dim_product') }} as earlier
inner join {{ ref('dim_product') }} as later
    on
        later.product_id = earlier.product_id
        and later.version_number = earlier.version_number + 1
where earlier.valid_to is null or earlier.valid_to > later.valid_from
