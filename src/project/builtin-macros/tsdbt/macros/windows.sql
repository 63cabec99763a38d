{# Windows of event time, as Flink's table functions have them: every column of the source, with window_start and
   window_end beside it. The end belongs to the next window. Rows without a time belong to none.

   source      a relation, the name of a CTE, or a select in parentheses
   time        the column of the event's time: a timestamp with or without a time zone
   size, slide, gap   such as '15 minutes'; from seconds to weeks, which begin on Monday. Days are days in UTC
   touched_by  the group's other columns, [] where there are none: an incremental model then gets the groups that the
               rows of stream_batch() belong to, whole. Without it, every row
   late        'accept', or 'drop' to leave out the rows that came behind the watermark #}

{% macro tumble(source, time, size, touched_by=none, late='accept') -%}
  {%- do return(hop(source, time, size, size, touched_by, late)) -%}
{%- endmacro %}

{% macro hop(source, time, size, slide, touched_by=none, late='accept') -%}
  {%- set length = duration_seconds(size) -%}
  {%- set step = duration_seconds(slide) -%}
  {%- if step > length -%}
    {%- do exceptions.raise_compiler_error("hop: windows of " ~ size ~ " every " ~ slide ~ " would leave rows out") -%}
  {%- endif -%}
  {%- set columns = ['window_start'] + (touched_by or []) -%}
  {%- if touched_by is none -%}
    {%- set windows = windowed_rows(source, time, length, step, late_condition(late)) -%}
  {%- elif not is_incremental() -%}
    {%- set windows = windowed_rows(source, time, length, step, late_condition(late) ~ ' and ' ~ stream_batch()) -%}
  {%- else -%}
    {%- set batch = windowed_rows(source, time, length, step, late_condition(late) ~ ' and ' ~ stream_batch()) -%}
    {%- set near -%}
      {{ late_condition(late) }}
        and {{ time }} >= (select min(window_start) from {{ batch }} as touched)
        and {{ time }} < (select max(window_end) from {{ batch }} as touched)
    {%- endset -%}
    {%- set windows -%}
      (
        select * from {{ windowed_rows(source, time, length, step, near) }} as windows
        where ({{ columns | join(', ') }}) in (select {{ columns | join(', ') }} from {{ batch }} as touched)
      )
    {%- endset -%}
  {%- endif -%}
  {%- do return(windows | trim) -%}
{%- endmacro %}

{# Every row once for each window that it is in. #}
{% macro windowed_rows(source, time, length, step, condition) -%}
  {%- set newest = window_floor(time, step) -%}
  {%- set hops = (length + step - 1) // step -%}
(
    select * from (
      select
        source_rows.*,
        {{ newest }}{% if hops > 1 %} - hops.number * interval '{{ step }} seconds'{% endif %} as window_start,
        {{ newest }}{% if hops > 1 %} - hops.number * interval '{{ step }} seconds'{% endif %} + interval '{{ length }} seconds' as window_end
      from {{ source }} as source_rows
      {%- if hops > 1 %}
      cross join (values {% for number in range(hops) %}({{ number }}){{ ', ' if not loop.last }}{% endfor %}) as hops (number)
      {%- endif %}
      where {{ time }} is not null and {{ condition }}
    ) as windows
    {%- if length % step != 0 %}
    where {{ time }} < window_end
    {%- endif %}
  )
{%- endmacro %}

{# Windows of activity: a row within the gap after the one before it, of equal columns, belongs to that one's window.
   window_end is the gap after the last row. `window_number` counts the windows from 1.

   by       the columns that windows are kept apart by
   touched  True: an incremental model gets all windows of those that have rows in stream_batch(). Its unique_key is `by`,
            because a late row can join two windows to one #}
{% macro session(source, time, gap, by, touched=false, late='accept') -%}
  {%- set interval = "interval '" ~ duration_seconds(gap) ~ " seconds'" -%}
  {%- set partition = 'partition by ' ~ (by | join(', ')) -%}
  {%- set condition = late_condition(late) -%}
  {%- if touched and is_incremental() -%}
    {%- set condition -%}
      {{ late_condition(late) }} and ({{ by | join(', ') }}) in (
            select {{ by | join(', ') }} from {{ source }} as touched
            where {{ time }} is not null and {{ late_condition(late) }} and {{ stream_batch() }}
          )
    {%- endset -%}
  {%- elif touched -%}
    {%- set condition = condition ~ ' and ' ~ stream_batch() -%}
  {%- endif -%}
(
    select
      *,
      min({{ time }}) over ({{ partition }}, window_number) as window_start,
      max({{ time }}) over ({{ partition }}, window_number) + {{ interval }} as window_end
    from (
      select
        *,
        sum(case when begins_window then 1 else 0 end)
          over ({{ partition }} order by {{ time }} rows unbounded preceding) as window_number
      from (
        select
          source_rows.*,
          coalesce({{ time }} >= lag({{ time }}) over ({{ partition }} order by {{ time }}) + {{ interval }}, true) as begins_window
        from {{ source }} as source_rows
        where {{ time }} is not null and {{ condition }}
      ) as gaps
    ) as numbered
  )
{%- endmacro %}

{# The start of the window that a time is in, counted from a Monday. #}
{% macro window_floor(time, seconds) -%}
  {{ return(adapter.dispatch('window_floor', 'dbt')(time, seconds)) }}
{%- endmacro %}

{% macro duckdb__window_floor(time, seconds) -%}
  {%- set micros = seconds ~ '000000' -%}
  {{ time }} - to_microseconds(((epoch_us({{ time }}) - 345600000000) % {{ micros }} + {{ micros }}) % {{ micros }})
{%- endmacro %}

{% macro postgres__window_floor(time, seconds) -%}
  {#- date_bin came with version 14. -#}
  {%- set second = "date_trunc('second', " ~ time ~ ")" -%}
  {{ second }} - (((extract(epoch from {{ second }})::bigint - 345600) % {{ seconds }} + {{ seconds }}) % {{ seconds }}) * interval '1 second'
{%- endmacro %}

{# The seconds of `15 minutes`, `1 hour`, `30 s`. #}
{% macro duration_seconds(duration) -%}
  {%- set seconds = {'s': 1, 'second': 1, 'm': 60, 'minute': 60, 'h': 3600, 'hour': 3600, 'd': 86400, 'day': 86400, 'w': 604800, 'week': 604800} -%}
  {%- set found = modules.re.match('^ *([0-9]+) *(s|m|h|d|w|(second|minute|hour|day|week)s?) *$', duration | string | lower) -%}
  {%- if not found or found.group(1) | int == 0 -%}
    {%- do exceptions.raise_compiler_error("'" ~ duration ~ "' is no duration such as '15 minutes'; units are seconds, minutes, hours, days and weeks") -%}
  {%- endif -%}
  {%- do return(found.group(1) | int * seconds[found.group(3) or found.group(2)]) -%}
{%- endmacro %}
