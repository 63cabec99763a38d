{{- config(materialized='incremental', unique_key=['a', 'b'], on_schema_change='append_new_columns', pre_hook="delete from {{ this }} where {{ var('root_var') }}", priority=1, grants={'select': ['x']}, database=target.database, alias='mart' ~ '_alias') }}
{% set x = my_macro(1) %}
{{ pkg_a.pkg_macro() }}
select {{ dbt.dateadd('day', 1, 'x') }}, {{ my_macro('y') }} from {{ ref('stg_b') }} {{ env_var('HOMEX', 'd') }} {{ var('missing', 'z') }}
{% if is_incremental() %} where x > (select max(x) from {{ this }}) {% endif %}
{% if execute %} {{ ref('never') }} {% endif %}
{{ ref('pkg_model') }} {{ undefined_thing.foo('x') }}
