{# Arguments of a function, which may have defaults. #}

{% macro postgres__formatted_scalar_function_args_sql() -%}
  {%- for arg in model.arguments -%}
    {%- set fallback = arg.get("default_value", none) -%}
    {{ arg.name }} {{ arg.data_type }}{{ " default " ~ fallback if fallback is not none }}{{ ", " if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
