{# Functions of one row's values. #}

{% macro scalar_function_sql(target_relation) -%}
  {{ return(adapter.dispatch("scalar_function_sql", "dbt")(target_relation)) }}
{%- endmacro %}

{% macro default__scalar_function_sql(target_relation) -%}
  {{ scalar_function_create_replace_signature_sql(target_relation) }}
  {{ scalar_function_body_sql() }};
{%- endmacro %}

{% macro scalar_function_create_replace_signature_sql(target_relation) -%}
  {{ return(adapter.dispatch("scalar_function_create_replace_signature_sql", "dbt")(target_relation)) }}
{%- endmacro %}

{% macro default__scalar_function_create_replace_signature_sql(target_relation) -%}
  create or replace function {{ target_relation.render() }} ({{ formatted_scalar_function_args_sql() }})
  returns {{ model.returns.data_type }}
  {{ scalar_function_volatility_sql() }}
  as
{%- endmacro %}

{% macro formatted_scalar_function_args_sql() -%}
  {{ return(adapter.dispatch("formatted_scalar_function_args_sql", "dbt")()) }}
{%- endmacro %}

{% macro formatted_scalar_function_args_javascript() -%}
  {{ return(adapter.dispatch("formatted_scalar_function_args_javascript", "dbt")()) }}
{%- endmacro %}

{% macro default__formatted_scalar_function_args_sql() -%}
  {%- for arg in model.arguments -%}
    {{ arg.name }} {{ arg.data_type }}{{ ", " if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro default__formatted_scalar_function_args_javascript() -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no formatted_scalar_function_args_javascript") }}
{%- endmacro %}

{% macro scalar_function_body_sql() -%}
  {{ return(adapter.dispatch("scalar_function_body_sql", "dbt")()) }}
{%- endmacro %}

{% macro default__scalar_function_body_sql() %}
  $$
    {{ model.compiled_code }}
  $$ language sql
{% endmacro %}

{% macro scalar_function_volatility_sql() -%}
  {{ return(adapter.dispatch("scalar_function_volatility_sql", "dbt")()) }}
{%- endmacro %}

{% macro scalar_function_volatility_javascript() -%}
  {{ return(adapter.dispatch("scalar_function_volatility_javascript", "dbt")()) }}
{%- endmacro %}

{% macro default__scalar_function_volatility_javascript() -%}
  {%- if model.config.get("volatility") is not none -%}
    {%- do exceptions.warn(adapter.type() ~ " knows no volatility of functions in JavaScript; it is left out") -%}
  {%- endif -%}
{%- endmacro %}

{# Nothing where no volatility is set, so that the database decides. #}
{% macro default__scalar_function_volatility_sql() -%}
  {%- set volatility = model.config.get("volatility") -%}
  {%- set words = {"deterministic": "immutable", "stable": "stable", "non-deterministic": "volatile"} -%}
  {%- if volatility in words -%}
    {{ words[volatility] }}
  {%- elif volatility is not none -%}
    {%- do unsupported_volatility_warning(volatility) -%}
  {%- endif -%}
{%- endmacro %}

{% macro unsupported_volatility_warning(volatility) -%}
  {{ return(adapter.dispatch("unsupported_volatility_warning", "dbt")(volatility)) }}
{%- endmacro %}

{% macro default__unsupported_volatility_warning(volatility) -%}
  {%- do exceptions.warn(adapter.type() ~ " does not know the volatility `" ~ volatility ~ "` of the function `" ~ model.name ~ "`; it is left out") -%}
{%- endmacro %}
