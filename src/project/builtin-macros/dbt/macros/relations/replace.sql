{# Putting one relation in another's place, as safely as the database allows. #}

{% macro get_replace_sql(existing_relation, target_relation, sql) -%}
  {%- do log("Applying REPLACE to: " ~ existing_relation) -%}
  {{ adapter.dispatch("get_replace_sql", "dbt")(existing_relation, target_relation, sql) }}
{%- endmacro %}

{# Best first: replace in one statement; build aside, back up and swap; build aside and swap; back up and build; drop and build. #}
{% macro default__get_replace_sql(existing_relation, target_relation, sql) -%}
  {%- set at_once = existing_relation.can_be_replaced and existing_relation.type == target_relation.type -%}
  {%- set build_aside = target_relation.can_be_renamed -%}
  {%- set keep_backup = existing_relation.can_be_renamed -%}
  {%- if at_once and existing_relation.is_view -%}
    {{ get_replace_view_sql(target_relation, sql) }}
  {%- elif at_once and existing_relation.is_table -%}
    {{ get_replace_table_sql(target_relation, sql) }}
  {%- elif at_once and existing_relation.is_materialized_view -%}
    {{ get_replace_materialized_view_sql(target_relation, sql) }}
  {%- elif build_aside and keep_backup -%}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {%- elif build_aside -%}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_drop_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }}
  {%- elif keep_backup -%}
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {%- else -%}
    {{ get_drop_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }}
  {%- endif -%}
{%- endmacro %}
