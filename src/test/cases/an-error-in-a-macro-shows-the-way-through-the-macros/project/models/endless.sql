select {% if execute %}{{ forever(1) }}{% endif %} as a
