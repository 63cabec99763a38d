select device, window_start, window_end, count(*) as clicks
from {{ tumble(ref('clicks'), 'clicked_at', '15 minutes') }} as windows
group by device, window_start, window_end
