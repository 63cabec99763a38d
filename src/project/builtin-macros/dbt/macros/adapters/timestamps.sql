{# What time it is, in the database's own words. #}

{% macro current_timestamp() -%}
  {{ adapter.dispatch("current_timestamp", "dbt")() }}
{%- endmacro %}

{% macro default__current_timestamp() -%}
  {{ exceptions.raise_not_implemented("current_timestamp is not written for " ~ adapter.type()) }}
{%- endmacro %}

{% macro snapshot_get_time() -%}
  {{ adapter.dispatch("snapshot_get_time", "dbt")() }}
{%- endmacro %}

{% macro default__snapshot_get_time() %}
    {{ current_timestamp() }}
{% endmacro %}

{# The type of snapshot_get_time, none if the database does not tell. #}
{% macro get_snapshot_get_time_data_type() -%}
  {%- set moment = adapter.dispatch("snapshot_get_time", "dbt")() -%}
  {%- set schema = get_column_schema_from_query("select " ~ moment ~ " as dbt_snapshot_time") -%}
  {{ return(schema[0].dtype or none) }}
{%- endmacro %}

{# The next two stay for projects that began with dbt_utils' clock, which differed from dbt's on some databases. #}
{% macro current_timestamp_backcompat() -%}
  {{ return(adapter.dispatch("current_timestamp_backcompat", "dbt")()) }}
{%- endmacro %}

{% macro default__current_timestamp_backcompat() %}
    current_timestamp::timestamp
{% endmacro %}

{% macro current_timestamp_in_utc_backcompat() -%}
  {{ return(adapter.dispatch("current_timestamp_in_utc_backcompat", "dbt")()) }}
{%- endmacro %}

{% macro default__current_timestamp_in_utc_backcompat() -%}
  {{ return(adapter.dispatch("current_timestamp_backcompat", "dbt")()) }}
{%- endmacro %}
