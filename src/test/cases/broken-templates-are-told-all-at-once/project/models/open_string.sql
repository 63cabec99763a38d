select {{ 'a' 'b }}
