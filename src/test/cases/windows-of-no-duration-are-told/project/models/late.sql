select * from {{ tumble('clicks', 'clicked_at', '1 hour', late='keep') }} as windows
