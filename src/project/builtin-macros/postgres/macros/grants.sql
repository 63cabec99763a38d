{# Who may do what, as Postgres tells it. #}

{#
  Rights by default privileges are nobody's in the project, so that the difference between what is and what the config
  `grants` wants leaves them alone.
#}
{% macro postgres__get_show_grant_sql(relation) -%}
  select grantee, privilege_type
  from {{ relation.information_schema("role_table_grants") }} as granted
  where grantor = current_role
    and grantee != current_role
    and table_schema = '{{ relation.schema }}'
    and table_name = '{{ relation.identifier }}'
    and not exists (
      select 1
      from pg_catalog.pg_default_acl as defaults, aclexplode(defaults.defaclacl) as given
      where defaults.defaclobjtype = 'r'
        and pg_get_userbyid(defaults.defaclrole) = current_role
        and defaults.defaclnamespace in (0, to_regnamespace(quote_ident('{{ relation.schema }}'))::oid)
        and pg_get_userbyid(given.grantee) = granted.grantee
        and given.privilege_type = granted.privilege_type
    )
{%- endmacro %}

{# A replaced table keeps its rights. #}
{% macro postgres__copy_grants() -%}
  {{ return(true) }}
{%- endmacro %}
