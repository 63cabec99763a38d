{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened_at', batch_size='day', begin='2026-01-01') }}
select *, {{ var('version', 1) }} as version, {% if var('version', 1) == 0 %} case when id = 4 then error('no') end {% else %} null {% endif %} as checked from {{ ref('events') }}
