{# Boundaries between two moments. Each part is counted by the next greater one plus the parts' own difference. #}

{% macro postgres__datediff(first_date, second_date, datepart) -%}
{%- set finer = {
  "quarter": ("year", "4", "quarter", "date", false),
  "month": ("year", "12", "month", "date", false),
  "hour": ("day", "24", "hour", "timestamp", false),
  "minute": ("hour", "60", "minute", "timestamp", false),
  "second": ("minute", "60", "second", "timestamp", true),
  "millisecond": ("minute", "60000", "millisecond", "timestamp", true),
  "microsecond": ("minute", "60000000", "microsecond", "timestamp", true),
} -%}
{%- set indent = "        " -%}
{%- if datepart == "year" -%}
        {{ indent }}(date_part('year', ({{ second_date }})::date) - date_part('year', ({{ first_date }})::date))
    {% elif datepart == "day" -%}
        {{ indent }}(({{ second_date }})::date - ({{ first_date }})::date)
    {% elif datepart == "week" -%}
        {{ indent }}({{ datediff(first_date, second_date, "day") }} / 7 + case
            when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp) then
                case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
            else
                case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
        end)
    {% elif datepart in finer -%}
        {%- set coarse, factor, part, type, floored = finer[datepart] -%}
        {%- set open, close = ("floor(", ")") if floored else ("", "") -%}
        {{ indent }}({{ datediff(first_date, second_date, coarse) }} * {{ factor }} + {{ open }}date_part('{{ part }}', ({{ second_date }})::{{ type }}){{ close }} - {{ open }}date_part('{{ part }}', ({{ first_date }})::{{ type }}){{ close }})
    {% else -%}
        {%- do exceptions.raise_compiler_error("Postgres cannot count '" ~ datepart ~ "' between two dates") -%}
    {%- endif %}
{%- endmacro %}
