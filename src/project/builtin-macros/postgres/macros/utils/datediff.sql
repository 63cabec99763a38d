{# Boundaries between two moments. Each part is counted by the next greater one plus the parts' own difference. #}

{% macro postgres__datediff(first_date, second_date, datepart) -%}
  {%- set finer = {
    "quarter": ("year", "4", "date"),
    "month": ("year", "12", "date"),
    "hour": ("day", "24", "timestamp"),
    "minute": ("hour", "60", "timestamp"),
    "second": ("minute", "60", "timestamp"),
    "millisecond": ("minute", "60000", "timestamp"),
    "microsecond": ("minute", "60000000", "timestamp"),
  } -%}
  {% if datepart == "year" %}
        (date_part('year', ({{ second_date }})::date) - date_part('year', ({{ first_date }})::date))
    {% elif datepart == "day" %}
        (({{ second_date }})::date - ({{ first_date }})::date)
    {% elif datepart == "week" %}
        ({{ datediff(first_date, second_date, "day") }} / 7 + case
            when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp) then
                case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
            else
                case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
        end)
    {% elif datepart in finer -%}
      {%- set coarser, factor, type = finer[datepart] -%}
      {%- set parts = [] -%}
      {%- for moment in [second_date, first_date] -%}
        {%- set part = "date_part('" ~ datepart ~ "', (" ~ moment ~ ")::" ~ type ~ ")" -%}
        {%- do parts.append("floor(" ~ part ~ ")" if datepart.endswith("second") else part) -%}
      {%- endfor %}
        ({{ datediff(first_date, second_date, coarser) }} * {{ factor }} + {{ parts | join(" - ") }})
    {% else -%}
      {%- do exceptions.raise_compiler_error("Postgres cannot count '" ~ datepart ~ "' between two dates") -%}
    {%- endif %}
{%- endmacro %}
