select price * 2 + {{ var('plus', 1) }}
