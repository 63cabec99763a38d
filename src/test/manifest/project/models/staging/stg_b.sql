{{ config(materialized='table', tags='x', unique_key='id') }}
select * from {{ ref('seed_a') }} union all select * from {{ ref('rich', 'stg_a') }}
