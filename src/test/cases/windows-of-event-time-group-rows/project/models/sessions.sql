with clicks as (select * from {{ ref('clicks') }})
select device, window_number, window_start, window_end, count(*) as clicks
from {{ session('clicks', 'clicked_at', '15 minutes', ['device']) }} as windows
group by device, window_number, window_start, window_end
