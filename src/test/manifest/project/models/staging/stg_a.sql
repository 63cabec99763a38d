{{ config(tags=['a','b'], meta={'k': 'v'}) }}
select * from {{ source('raw', 'a') }} join {{ source('raw', 'b') }}
