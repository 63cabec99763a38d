
    
    

with __dbt__cte__base as (

-- with a comment
select 1 as id union all select 2
) select
    id as unique_field,
    count(*) as n_records

from __dbt__cte__base
where id is not null
group by id
having count(*) > 1


