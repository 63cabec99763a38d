select * from {{ tumble('clicks', 'clicked_at', '15 parsecs') }} as windows
