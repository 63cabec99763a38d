/* with */ with recursive n as (select 1 as n union all select n + 1 from n where n < 2)
select id, n from {{ ref('middle') }} join n on id > n where id not in (select id from {{ ref('base') }} where id > 3)
