{{ config(materialized="table") }}

select id, name, {{ var("version", 1) }} as version
from {{ ref("stg_products") }}
