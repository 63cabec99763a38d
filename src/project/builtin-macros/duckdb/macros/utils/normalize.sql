{# A setting that may be one text or a list of texts, as a list. #}

{% macro normalize_string_or_list(raw, field_name) -%}
  {%- if raw is none -%}
    {%- do return([]) -%}
  {%- elif raw is string -%}
    {%- do return([raw]) -%}
  {%- elif raw is mapping or raw is not sequence -%}
    {%- do exceptions.raise_compiler_error(field_name ~ " must be a text or a list of texts") -%}
  {%- endif -%}
  {%- for item in raw if item is not string -%}
    {%- do exceptions.raise_compiler_error(field_name ~ " must hold only texts, not " ~ item) -%}
  {%- endfor -%}
  {{ return(raw | list) }}
{%- endmacro %}
