{{ config(materialized='table' if target.name == 'dev' else 'view', meta={'n': 1 + 2}, full_refresh=var('full', none) | as_bool) }}
select * from {{ var('upstream') }}
