select {% nope %} 1
