select 1 as day, 10 as revenue
union all
select 2, 32
