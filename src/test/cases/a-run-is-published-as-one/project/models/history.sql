{{ config(materialized="incremental") }}

select id, version
from {{ ref("sales") }}
{% if is_incremental() %}
where version > (select max(version) from {{ this }})
{% endif %}
