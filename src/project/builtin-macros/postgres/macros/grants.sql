{# Who may do what, as Postgres tells it. #}

{% macro postgres__get_show_grant_sql(relation) -%}
  select grantee, privilege_type
  from {{ relation.information_schema("role_table_grants") }}
  where grantor = current_role
    and grantee != current_role
    and table_schema = '{{ relation.schema }}'
    and table_name = '{{ relation.identifier }}'
{%- endmacro %}

{# A replaced table is a new one, without its predecessor's grants. #}
{% macro postgres__copy_grants() -%}
  {{ return(false) }}
{%- endmacro %}
