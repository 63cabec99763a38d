-- Each landed event stands in silver or in quarantine: none is lost on the way.
select events.kafka_partition, events.kafka_offset, events.event_id
from {{ ref('stg_clickstream_events') }} as events
left join {{ ref('silver_events') }} as good
    on good.event_id = events.event_id
left join {{ ref('silver_events_quarantine') }} as refused
    on
        refused.kafka_partition = events.kafka_partition
        and refused.kafka_offset = events.kafka_offset
where good.event_id is null and refused.kafka_offset is null
