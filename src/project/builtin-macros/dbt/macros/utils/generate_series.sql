{# The numbers from 1 on. #}

{% macro get_powers_of_two(upper_bound) -%}
  {{ return(adapter.dispatch("get_powers_of_two", "dbt")(upper_bound)) }}
{%- endmacro %}

{# How many binary digits count that far. #}
{% macro default__get_powers_of_two(upper_bound) -%}
  {%- if upper_bound <= 0 -%}
    {%- do exceptions.raise_compiler_error("A series needs an upper bound above zero") -%}
  {%- endif -%}
  {%- for digits in range(1, 100) if 2 ** digits >= upper_bound -%}
    {%- do return(digits) -%}
  {%- endfor -%}
{%- endmacro %}

{% macro generate_series(upper_bound) -%}
  {{ return(adapter.dispatch("generate_series", "dbt")(upper_bound)) }}
{%- endmacro %}

{# One cross-joined pair of rows per binary digit, which every database understands. #}
{% macro default__generate_series(upper_bound) %}

    {% set digits = range(dbt.get_powers_of_two(upper_bound)) %}

    with p as (
        select 0 as generated_number union all select 1
    ), unioned as (

    select

    {% for digit in digits %}
    p{{ digit }}.generated_number * power(2, {{ digit }})
    {% if not loop.last %} + {% endif %}
    {% endfor %}
    + 1
    as generated_number

    from

    {% for digit in digits %}
    p as p{{ digit }}
    {% if not loop.last %} cross join {% endif %}
    {% endfor %}

    )

    select *
    from unioned
    where generated_number <= {{ upper_bound }}
    order by generated_number

{% endmacro %}
