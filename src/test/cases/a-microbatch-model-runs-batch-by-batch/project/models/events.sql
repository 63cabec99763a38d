{{ config(event_time='happened_at') }} select * from {{ ref('raw_events') }}
