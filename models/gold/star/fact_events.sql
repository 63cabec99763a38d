{{
    config(
        materialized='incremental',
        unique_key='event_id',
        incremental_strategy='delete+insert',
        on_schema_change='append_new_columns',
    )
}}

-- One row per good event, tied to the product as it was when the event happened.
select
    events.event_id,
    {{ date_key('events.event_timestamp') }} as date_key,
    products.product_key,
    events.user_id,
    events.device_type,
    events.event_type,
    events.event_timestamp,
    events.session_id,
    events.price,
    events.is_high_value,
    events.processing_timestamp
from {{ ref('silver_events') }} as events
left join {{ ref('dim_product') }} as products
    on
        products.product_id = events.product_id
        and events.event_timestamp >= products.valid_from
        and (products.valid_to is null or events.event_timestamp < products.valid_to)
{%- if is_incremental() %}
where events.processing_timestamp > (select max(processing_timestamp) from {{ this }})
{%- endif %}
