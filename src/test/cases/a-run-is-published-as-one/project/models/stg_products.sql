select id, name from {{ ref("products") }}
