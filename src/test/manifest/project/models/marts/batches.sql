{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='at', batch_size='day') }}
select 1 as id, date '2026-01-01' as at
