{{ config(materialized='table', post_hook='insert into no_such_log values (1)') }} select 1 as id
