select * from {{ ref('a_bad') }}
