{# Records that came twice, such as those that a producer sent again. #}

{# The rows of which none of equal key came before; a row without a key is never one that came before. An incremental model
   gets those of stream_batch().

   key      the columns that are equal, such as ['event_id']
   time     the column of the event's time, with `horizon`
   horizon  such as '48 hours': only rows so much older count, which keeps the search short. Without it, all #}
{% macro dedupe(source, key, time=none, horizon=none) -%}
  {%- set partition = 'partition by ' ~ (key | join(', ')) ~ ' order by _batch_id, _partition, _offset' -%}
  {%- set interval = "interval '" ~ duration_seconds(horizon) ~ " seconds'" if horizon else none -%}
(
    select *
    from (
      select
        source_rows.*,
        {%- if horizon %}
        coalesce(max({{ time }}) over ({{ partition }} rows between unbounded preceding and 1 preceding) >= {{ time }} - {{ interval }}, false)
        {%- else %}
        row_number() over ({{ partition }}) > 1
        {%- endif %} as came_before
      from {{ source }} as source_rows
      {%- if is_incremental() %}
      where ({{ key | join(', ') }}) in (select {{ key | join(', ') }} from {{ source }} as batch where {{ stream_batch() }})
        {%- if horizon %}
        and ({{ time }} is null or {{ time }} >= (
          select min({{ time }}) - {{ interval }} from {{ source }} as batch where {{ stream_batch() }}
        ))
        {%- endif %}
        {%- for name in key %}
        or ({{ name }} is null and {{ stream_batch() }})
        {%- endfor %}
      {%- endif %}
    ) as source_rows
    where {{ stream_batch() }} and (not came_before{% for name in key %} or {{ name }} is null{% endfor %})
  )
{%- endmacro %}
