{{ config(materialized="table") }}

select count(*) as n, max(version) as version
from {{ ref("sales") }}
