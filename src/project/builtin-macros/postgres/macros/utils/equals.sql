{# Whether two values are the same; two nulls only under the flag `enable_truthy_nulls_equals_macro`. #}

{% macro postgres__equals(expr1, expr2) -%}
  {%- set same = "(" ~ expr1 ~ " = " ~ expr2 ~ ")" -%}
  {%- set same_or_null = "\n    (" ~ expr1 ~ " IS NOT DISTINCT FROM " ~ expr2 ~ ")" -%}
  {{ same_or_null if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn else same }}
{%- endmacro %}
