select 1 as id, 'a' as name, timestamp '2026-01-01' as changed_at {% if not var('gone', false) %} union all select 2, 'b', timestamp '2026-01-01' {% endif %}
