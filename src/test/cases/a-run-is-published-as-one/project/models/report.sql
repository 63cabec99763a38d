select sales.name, sales.version, totals.n
from {{ ref("sales") }} as sales
cross join {{ ref("totals") }} as totals
