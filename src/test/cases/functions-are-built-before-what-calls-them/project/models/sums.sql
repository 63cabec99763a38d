{{ config(materialized='table') }} select {{ function('plus_one') }}(4) as number, {{ function('plus_one') }}('x') as text
