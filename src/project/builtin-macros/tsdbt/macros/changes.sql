{# Tables of a stream of changes, as `envelope: upsert` and `envelope: debezium` land them. In incremental models they give
   the keys that have rows in stream_batch(), with all that is known of each; the model's unique_key is the key.

   source       the stream's table, or what passes its own columns on
   key          the columns that tell rows apart
   columns      the others that are wanted
   unavailable  those of them whose value a change may leave out because it is long and did not change (Postgres' TOAST):
                they keep the value before. Debezium names them in __unavailable #}

{# The newest state of every key, also of those that ended: `is_deleted`. #}
{% macro latest(source, key, columns, unavailable=[]) -%}
(
    with
    {{ changes_of_keys(source, key, columns, unavailable, '_timestamp', none) }}
    select {{ (key + columns) | join(', ') }}, _op <> 'u' as is_deleted
    from (
      select *, row_number() over (partition by {{ key | join(', ') }} order by {{ change_order('desc') }}) as age
      from ({{ with_known_values(key, columns, unavailable, change_order('asc')) }}) as known
    ) as aged
    where age = 1
  )
{%- endmacro %}

{# Every state that a key ever had: `valid_from` and `valid_to` (the beginning of what followed, null for what is so still),
   `is_current`. A delete ends a state and begins none; of states at the same moment the last counts.

   changed_at  when a change happened, as a timestamp with time zone; with Debezium the source's commit
   position    what is equal for a change that is told twice, or none #}
{% macro scd2(source, key, columns, unavailable=none, changed_at=none, position='__source_position') -%}
  {%- set keys = key | join(', ') -%}
  {%- set moment = changed_at or source_moment() -%}
  {%- set kept = columns if unavailable is none else unavailable -%}
(
    with
    {{ changes_of_keys(source, key, columns, kept, moment, position) }},
    last_of_moment as (
      select * from (
        select *, row_number() over (partition by {{ keys }}, changed_at order by {{ change_order('desc') }}) as age
        from ({{ with_known_values(key, columns, kept, 'changed_at, ' ~ change_order('asc')) }}) as known
      ) as aged
      where age = 1
    ),
    states as (
      select *, lead(changed_at) over (partition by {{ keys }} order by changed_at) as ended_at
      from last_of_moment
    )
    select
      {{ (key + columns) | join(', ') }},
      changed_at as valid_from,
      ended_at as valid_to,
      ended_at is null as is_current
    from states
    where _op = 'u'
  )
{%- endmacro %}

{# The order of changes within a key, which Kafka keeps within a partition. #}
{% macro change_order(direction) -%}
  _incarnation {{ direction }}, _partition {{ direction }}, _offset {{ direction }}
{%- endmacro %}

{# `changes`: each change once, in the wanted columns; a truncate is one of every key. #}
{% macro changes_of_keys(source, key, columns, unavailable, moment, position) -%}
  {%- set keys = key | join(', ') -%}
  {%- set own = ['_op', '_incarnation', '_partition', '_offset'] -%}
  {%- set missing = ['__unavailable'] if unavailable else [] -%}
    told as (
      select {{ (key + columns + missing + own) | join(', ') }}{{ ', ' ~ position if position }}, {{ moment }} as changed_at
      from {{ source }} as source_rows
      {%- if is_incremental() %}
      where _op = 't'
        or ({{ keys }}) in (select {{ keys }} from {{ source }} as touched where _op <> 't' and {{ stream_batch() }})
        or exists (select 1 from {{ source }} as touched where _op = 't' and {{ stream_batch() }})
      {%- else %}
      where {{ stream_batch() }}
      {%- endif %}
    ),
    told_once as (
      {%- if position %}
      select * from (
        select *, row_number() over (partition by {{ keys }}, _op, {{ position }} order by {{ change_order('asc') }}) as telling
        from told
        where _op <> 't'
      ) as tellings
      where telling = 1 or {{ position }} is null
      {%- else %}
      select * from told where _op <> 't'
      {%- endif %}
    ),
    changes as (
      select {{ (key + columns + missing + own) | join(', ') }}, changed_at
      from told_once
      union all
      select {% for name in key %}keys.{{ name }}, {% endfor %}{{ 'null, ' * (columns + missing) | length -}}
        {% for name in own %}truncates.{{ name }}, {% endfor %}truncates.changed_at
      from (select distinct {{ keys }} from told_once) as keys
      cross join told as truncates
      where truncates._op = 't'
    )
{%- endmacro %}

{# The changes, with the value before in the place of each that a change left out. #}
{% macro with_known_values(key, columns, unavailable, in_time) -%}
  {%- set partition = 'partition by ' ~ key | join(', ') -%}
  {%- if unavailable -%}
    select
      {{ key | join(', ') }},
      {%- for name in columns %}
      {% if name in unavailable -%}
      first_value({{ name }}) over ({{ partition }}, told_{{ loop.index }} order by {{ in_time }}) as {{ name }},
      {%- else -%}
      {{ name }},
      {%- endif %}
      {%- endfor %}
      _op, _incarnation, _partition, _offset, changed_at
    from (
      select
        *
        {%- for name in columns if name in unavailable %},
        count(case when position(',{{ name }},' in ',' || coalesce(__unavailable, '') || ',') = 0 then 1 end)
          over ({{ partition }} order by {{ in_time }} rows unbounded preceding) as told_{{ columns.index(name) + 1 }}
        {%- endfor %}
      from changes
    ) as counted
  {%- else -%}
    select * from changes
  {%- endif -%}
{%- endmacro %}

{# When the source committed, or for a tombstone alone when it was written. #}
{% macro source_moment() -%}
  coalesce({{ moment_of('__source_ts_ms') }}, _timestamp)
{%- endmacro %}

{# Milliseconds since 1970 as a timestamp with time zone. #}
{% macro moment_of(milliseconds) -%}
  {{ return(adapter.dispatch('moment_of', 'dbt')(milliseconds)) }}
{%- endmacro %}

{% macro duckdb__moment_of(milliseconds) -%}
  epoch_ms({{ milliseconds }}) at time zone 'UTC'
{%- endmacro %}

{% macro postgres__moment_of(milliseconds) -%}
  timestamptz '1970-01-01 00:00:00+00' + {{ milliseconds }} * interval '1 millisecond'
{%- endmacro %}
