{{ config(materialized='table') }}
select 1 as n {% if var('again', false) %} union all select n + 1 from {{ this }} {% endif %}
