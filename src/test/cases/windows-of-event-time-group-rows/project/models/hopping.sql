select window_start, window_end, count(*) as clicks
from {{ hop(ref('clicks'), 'clicked_at', '10 minutes', '4 minutes') }} as windows
group by window_start, window_end
