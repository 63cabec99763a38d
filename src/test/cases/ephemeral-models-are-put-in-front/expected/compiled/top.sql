/* with */ with recursive  __dbt__cte__base as (

-- with a comment
select 1 as id union all select 2
),  __dbt__cte__upper as (

with doubled as (select id * 2 as id from __dbt__cte__base) select * from doubled
), n as (select 1 as n union all select n + 1 from n where n < 2)
select id, n from __dbt__cte__upper join n on id > n where id not in (select id from __dbt__cte__base where id > 3)