{# Rows that came behind the watermark. The loader marks them when they land, so that a table that is built anew leaves
   out the same rows. The source has to pass on its column _flags. #}

{# The condition for a row that came too late. #}
{% macro is_late(alias=none) -%}
  coalesce({{ alias ~ '.' if alias }}_flags, '') like '%LATE%'
{%- endmacro %}

{% macro late_condition(late) -%}
  {%- if late == 'accept' -%}
    1 = 1
  {%- elif late == 'drop' -%}
    not ({{ is_late() }})
  {%- else -%}
    {%- do exceptions.raise_compiler_error("late is 'accept' or 'drop', not '" ~ late ~ "'; a side table is a model of its own that reads late_rows(…)") -%}
  {%- endif -%}
{%- endmacro %}

{# What others drop: for the side table, an incremental model that appends. #}
{% macro late_rows(source) -%}
(select * from {{ source }} as source_rows where {{ is_late() }} and {{ stream_batch() }})
{%- endmacro %}
