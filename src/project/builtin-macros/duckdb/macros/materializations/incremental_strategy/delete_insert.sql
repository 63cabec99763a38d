{# Old versions of the new rows are deleted, then all new rows inserted. Null keys match nothing. #}

{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
  {%- set names = get_quoted_csv(dest_columns | map(attribute="name")) -%}
  {%- set conditions = [] -%}
  {%- if unique_key is sequence and unique_key is not string -%}
    {%- for key in unique_key -%}
      {%- do conditions.append(source ~ "." ~ key ~ " = DBT_INCREMENTAL_TARGET." ~ key) -%}
    {%- endfor -%}
  {%- elif unique_key -%}
    {%- do conditions.append("(" ~ unique_key ~ ") in (select (" ~ unique_key ~ ") from " ~ source ~ ")") -%}
  {%- endif -%}
  {%- set all_conditions = conditions + (incremental_predicates or []) -%}
  {%- if conditions and unique_key is not string %}
  delete from {{ target }} as DBT_INCREMENTAL_TARGET
  using {{ source }}
  where ({{ all_conditions | join(" and ") }});
  {%- elif conditions %}
  delete from {{ target }}
  where {{ all_conditions | join(" and ") }};
  {%- endif %}
  insert into {{ target }} ({{ names }})
  (
    select {{ names }}
    from {{ source }}
  )
{%- endmacro %}
