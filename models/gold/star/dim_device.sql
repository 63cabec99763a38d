select
    device_type,
    device_label,
    is_touch,
    typical_width
from {{ ref('device_types') }}
