select * from {{ ref('shout') }}
