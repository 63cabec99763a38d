{{ config(materialized='external', location='out.parquet') }} select id, upper(name) as name from {{ source('files', 'people') }}
