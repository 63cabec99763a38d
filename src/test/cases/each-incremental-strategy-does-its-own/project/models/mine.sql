{{ config(materialized='incremental', unique_key=['id', 'part'], incremental_strategy='mine') }}
select id, 1 as part, {{ var('day', 1) }} as day from range({{ var('day', 1) }}, {{ var('day', 1) }} + 2) as r(id)
