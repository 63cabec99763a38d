{# Dates that come as text, such as partitions named on the command line. #}

{% macro convert_datetime(date_str, date_fmt) -%}
  {%- set complaint = "The partition date '" ~ date_str ~ "' is not written as '" ~ date_fmt ~ "'" -%}
  {%- do return(try_or_compiler_error(complaint, modules.datetime.datetime.strptime, date_str.strip(), date_fmt)) -%}
{%- endmacro %}

{# Every day from the first to the last date; as datetimes if out_fmt is empty. #}
{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt="%Y%m%d", out_fmt="%Y%m%d") -%}
  {%- set first = convert_datetime(start_date_str, in_fmt) -%}
  {%- set last = first if end_date_str is none else convert_datetime(end_date_str, in_fmt) -%}
  {%- set days = (last - first).days -%}
  {%- if days < 0 -%}
    {%- do exceptions.raise_compiler_error("The partition range ends (" ~ last ~ ") before it starts (" ~ first ~ ")", model) -%}
  {%- endif -%}
  {%- set found = [] -%}
  {%- for offset in range(days + 1) -%}
    {%- set day = first + modules.datetime.timedelta(days=offset) -%}
    {%- do found.append(day.strftime(out_fmt) if out_fmt else day) -%}
  {%- endfor -%}
  {%- do return(found) -%}
{%- endmacro %}

{# `20260101` or `20260101,20260131` as a list of days. #}
{% macro partition_range(raw_partition_date, date_fmt="%Y%m%d") -%}
  {%- set ends = (raw_partition_date | string).split(",") -%}
  {%- if ends | length > 2 -%}
    {%- do exceptions.raise_compiler_error("A partition is one date, or two with a comma between them, not " ~ raw_partition_date) -%}
  {%- endif -%}
  {%- do return(dates_in_range(ends[0], ends[1] if ends | length == 2 else none, in_fmt=date_fmt)) -%}
{%- endmacro %}

{# Now, in digits only and down to the microsecond. #}
{% macro py_current_timestring() -%}
  {%- do return(modules.datetime.datetime.now().strftime("%Y%m%d%H%M%S%f")) -%}
{%- endmacro %}
