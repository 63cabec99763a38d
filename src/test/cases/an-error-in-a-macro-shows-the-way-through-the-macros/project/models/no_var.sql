select {% if execute %}{{ render('{{ render(x) }}') }}{{ var('day') }}{% endif %} as a
