-- The topic under the names that the rest of the project uses. Nothing is dropped here.
select
    event_id,
    user_id,
    product_id,
    event_type,
    "timestamp" as event_timestamp,
    session_id,
    product_category,
    device_type,
    page_url,
    price,
    _partition as kafka_partition,
    _offset as kafka_offset,
    coalesce(recorded_at, cast(_timestamp at time zone 'UTC' as timestamp)) as kafka_timestamp
from {{ source('clickstream', 'ecom_clickstream_raw') }}
