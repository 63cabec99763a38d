{% set column = 'amonut' %}

select
    id,
    {{ column }}
from {{ ref('orders') }}
