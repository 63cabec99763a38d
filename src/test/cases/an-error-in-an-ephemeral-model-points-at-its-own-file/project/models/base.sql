{{ config(materialized='ephemeral') }}
select
  1 as id,
  nope as x
