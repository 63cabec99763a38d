{# An interval times a number, because DuckDB takes no expression inside an interval; quarters are months, weeks days. #}

{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {%- set count = "cast(" ~ interval ~ " as bigint)" -%}
  {%- set in_units = {"quarter": ("(" ~ count ~ " * 3)", "month"), "week": ("(" ~ count ~ " * 7)", "day")} -%}
  {%- set number, unit = in_units.get(datepart | lower, (count, datepart | lower)) %}

    ({{ from_date_or_timestamp }} + {{ number }} * interval 1 {{ unit }})
{%- endmacro %}
