select window_start, count(*) as clicks
from {{ tumble(ref('clicks'), 'clicked_at', '1 week', late='drop') }} as windows
group by window_start
