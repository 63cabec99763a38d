{{ config(materialized='table') }}
select sum(amount) as total
  {% if var('broken', false) %}, no_such_column{% endif %}
from {{ ref('orders') }}
