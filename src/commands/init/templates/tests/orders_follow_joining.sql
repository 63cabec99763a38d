-- Nobody orders before they join.
select *
from {{ ref('customers') }}
where first_order_on < joined_on
