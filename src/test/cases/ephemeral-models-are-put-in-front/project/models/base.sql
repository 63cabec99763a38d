{{ config(materialized='ephemeral') }}
-- with a comment
select 1 as id union all select 2
