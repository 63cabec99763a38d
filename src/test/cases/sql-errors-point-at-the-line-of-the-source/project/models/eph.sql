{{ config(materialized='ephemeral') }}
select 1 as id,
  {% for i in range(3) %}{{ i }} as c{{ i }},{% endfor %}
  badcol as z
