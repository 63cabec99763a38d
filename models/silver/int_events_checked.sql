{{ config(materialized='ephemeral', access='private') }}

-- Says of every event why it cannot be used; null when it can.
select
    events.*,
    case
        when events.event_id is null then 'missing event_id'
        when events.user_id is null then 'missing user_id'
        when events.product_id is null then 'missing product_id'
        when events.event_type is null then 'missing event_type'
        when events.event_timestamp is null then 'missing timestamp'
        when known.event_type is null then 'unknown event_type'
        when events.price is null then 'missing price'
        when events.price <= 0 then 'price not positive'
    end as rejection_reason
from {{ ref('stg_clickstream_events') }} as events
left join {{ ref('event_types') }} as known
    on known.event_type = events.event_type
