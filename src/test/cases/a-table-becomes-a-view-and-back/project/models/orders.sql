{{ config(materialized=var('kind', 'table')) }}
select {{ var('n', 1) }} as n
