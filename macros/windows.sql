{#- The start of the window of so many minutes in which a moment lies, counted from midnight. -#}
{% macro window_start(moment, minutes) -%}
{{ adapter.dispatch('window_start', 'clickstream')(moment, minutes) }}
{%- endmacro %}

{% macro default__window_start(moment, minutes) -%}
{#- date_bin came with Postgres 14. -#}
timestamp '2000-01-01 00:00:00' + interval '{{ minutes }} minutes'
    * floor(extract(epoch from {{ moment }} - timestamp '2000-01-01 00:00:00') / {{ minutes * 60 }})
{%- endmacro %}

{% macro duckdb__window_start(moment, minutes) -%}
time_bucket(interval '{{ minutes }} minutes', {{ moment }}, timestamp '2000-01-01 00:00:00')
{%- endmacro %}
