{{
    config(
        materialized='incremental',
        meta={'stream': 'inline'},
        incremental_strategy='append',
        on_schema_change='append_new_columns',
    )
}}

-- Good events, each once. New ones are found by their Kafka offset, never by their time: events arrive up to 48 hours
-- late. The first delivery of an event wins, so that adding batch by batch gives what one big run gives.
with new_events as (
    select checked.*
    from {{ ref('int_events_checked') }} as checked
    {%- if is_incremental() %}
    left join {{ last_offsets(this) }} as seen
        on seen.kafka_partition = checked.kafka_partition
    where
        checked.kafka_offset > coalesce(seen.last_offset, -1)
        and not exists (
            select 1 from {{ this }} as earlier where earlier.event_id = checked.event_id
        )
    {%- endif %}
),

good_events as (
    select
        *,
        row_number() over (
            partition by event_id
            order by kafka_timestamp, kafka_partition, kafka_offset
        ) as delivery
    from new_events
    where rejection_reason is null
)

select
    event_id,
    user_id,
    product_id,
    event_type,
    event_timestamp,
    cast(event_timestamp as date) as event_date,
    cast(extract(hour from event_timestamp) as integer) as event_hour,
    session_id,
    product_category,
    device_type,
    page_url,
    price,
    price > {{ var('high_value_above') }} as is_high_value,
    cast(floor(extract(epoch from (kafka_timestamp - event_timestamp))) as integer) as arrival_delay_seconds,
    kafka_partition,
    kafka_offset,
    kafka_timestamp,
    {{ processing_timestamp() }} as processing_timestamp
from good_events
where delivery = 1
