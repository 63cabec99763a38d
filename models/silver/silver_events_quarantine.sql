{{
    config(
        materialized='incremental',
        meta={'stream': 'inline'},
        unique_key=['kafka_partition', 'kafka_offset'],
        incremental_strategy='delete+insert',
    )
}}

-- What silver_events refused, whole, with the reason.
select
    checked.event_id,
    checked.user_id,
    checked.product_id,
    checked.event_type,
    checked.event_timestamp,
    checked.session_id,
    checked.product_category,
    checked.device_type,
    checked.page_url,
    checked.price,
    checked.rejection_reason,
    checked.kafka_partition,
    checked.kafka_offset,
    checked.kafka_timestamp,
    {{ processing_timestamp() }} as processing_timestamp
from {{ ref('int_events_checked') }} as checked
{%- if is_incremental() %}
left join {{ last_offsets(this) }} as seen
    on seen.kafka_partition = checked.kafka_partition
{%- endif %}
where
    checked.rejection_reason is not null
    {%- if is_incremental() %}
    and checked.kafka_offset > coalesce(seen.last_offset, -1)
    {%- endif %}
