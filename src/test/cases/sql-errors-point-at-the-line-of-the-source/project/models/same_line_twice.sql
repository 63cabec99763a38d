{{ config(materialized='table') }}
-- dup lines
select 1 as id, {{ 'x' if false else '2' }} as b
union all
select 1 as id, {{ 3 }} as b
union all
select 1 as id, {{ 4 }} as bb from nowhere
