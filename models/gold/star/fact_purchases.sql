-- One row per purchase. The contract holds for whoever reads it with a BI tool.
select
    event_id as purchase_id,
    date_key,
    product_key,
    user_id,
    device_type,
    session_id,
    event_timestamp as purchased_at,
    cast(price as numeric(12, 2)) as amount,
    is_high_value
from {{ ref('fact_events') }}
where event_type = 'purchase'
