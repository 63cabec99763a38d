with x as (select 1 as q)
select * from {{ ref('eph') }}
