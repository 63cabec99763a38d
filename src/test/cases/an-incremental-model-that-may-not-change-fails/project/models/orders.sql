{{ config(materialized='incremental', on_schema_change='fail') }}
select {{ var('day', 1) }} as id {% if var('day', 1) > 1 %}, 'new' as kind {% endif %}
