select * from {{ hop('clicks', 'clicked_at', '5 minutes', '1 hour') }} as windows
