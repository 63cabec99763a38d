{% set cols = ['a', 'b', 'c'] %}
select
{% for c in cols %}
  1 as {{ c }},
{% endfor %}
  2 as d,
  2 as d2,
  nope as e,
  2 as f
