select * from {{ source('x', 'y') }}
