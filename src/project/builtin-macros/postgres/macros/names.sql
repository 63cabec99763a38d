{# Names of staged relations. Postgres cuts long names off silently, so that the base gives way to the suffix. #}

{% macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) -%}
  {%- set ending = suffix ~ modules.datetime.datetime.now().strftime("%H%M%S%f") if dstring else suffix -%}
  {%- set room = base_relation.relation_max_name_length() - ending | length -%}
  {%- if room < 0 -%}
    {%- do exceptions.raise_compiler_error("The suffix " ~ ending ~ " is longer than a name may be") -%}
  {%- endif -%}
  {{ return(base_relation.incorporate(path={"identifier": base_relation.identifier[:room] ~ ending})) }}
{%- endmacro %}

{% macro postgres__make_intermediate_relation(base_relation, suffix) -%}
  {{ return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=false)) }}
{%- endmacro %}

{# A temporary table belongs to the session, so that its name has neither schema nor database. #}
{% macro postgres__make_temp_relation(base_relation, suffix) -%}
  {%- set named = postgres__make_relation_with_suffix(base_relation, suffix, dstring=true) -%}
  {{ return(named.incorporate(path={"schema": none, "database": none})) }}
{%- endmacro %}

{% macro postgres__make_backup_relation(base_relation, backup_relation_type, suffix) -%}
  {%- set named = postgres__make_relation_with_suffix(base_relation, suffix, dstring=false) -%}
  {{ return(named.incorporate(type=backup_relation_type)) }}
{%- endmacro %}
