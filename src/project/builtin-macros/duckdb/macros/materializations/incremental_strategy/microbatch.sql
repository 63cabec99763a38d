{# The batch's window of time is deleted and filled again. #}

{% macro duckdb__get_incremental_microbatch_sql(arg_dict) -%}
  {%- set event_time = config.get("event_time") -%}
  {%- set batch = model.get("batch") or {} -%}
  {%- if not event_time -%}
    {%- do exceptions.raise_compiler_error("The microbatch strategy needs the config `event_time`") -%}
  {%- elif config.get("unique_key") -%}
    {%- do exceptions.raise_compiler_error("The microbatch strategy replaces windows of time and knows no `unique_key`; remove it, or use the strategy `merge`") -%}
  {%- elif not (batch.get("event_time_start") and batch.get("event_time_end")) -%}
    {%- do exceptions.raise_compiler_error("The microbatch strategy needs a batch with event_time_start and event_time_end") -%}
  {%- endif -%}
  {%- set window = event_time ~ " >= '" ~ batch.get("event_time_start") ~ "' and " ~ event_time ~ " < '" ~ batch.get("event_time_end") ~ "'" -%}
  {%- set names = get_quoted_csv(arg_dict["dest_columns"] | map(attribute="name")) -%}
  {%- set statements -%}
    delete from {{ arg_dict["target_relation"] }}
    where {{ window }}
    {%- for condition in normalize_incremental_predicates(arg_dict.get("incremental_predicates")) %}
      and ({{ condition }})
    {%- endfor %};

    insert into {{ arg_dict["target_relation"] }} ({{ names }})
    select {{ names }}
    from {{ arg_dict["temp_relation"] }}
    where {{ window }};
  {%- endset -%}
  {{ return(statements) }}
{%- endmacro %}
