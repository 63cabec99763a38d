{{ config(materialized='incremental', unique_key='id', on_schema_change='sync_all_columns') }}
select {{ var('day', 1) }} as id {% if var('day', 1) > 1 %}, 'new' as kind {% endif %} {% if not var('narrow', false) %}, 1 as old {% endif %}
