-- depends_on: {{ ref('after') }}
select 1 as id
