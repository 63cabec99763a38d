{# An interval times a number, because DuckDB takes no expression inside an interval; quarters are months, weeks days. #}

{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) %}
{{ "" }}
  {%- set count = "cast(" ~ interval ~ " as bigint)" -%}
  {%- set unit = datepart | lower -%}
  {%- if unit == "quarter" -%}
    {%- set count = "(" ~ count ~ " * 3)" -%}
    {%- set unit = "month" -%}
  {%- elif unit == "week" -%}
    {%- set count = "(" ~ count ~ " * 7)" -%}
    {%- set unit = "day" -%}
  {%- endif -%}
  ({{ from_date_or_timestamp }} + {{ count }} * interval 1 {{ unit }})
{%- endmacro %}
