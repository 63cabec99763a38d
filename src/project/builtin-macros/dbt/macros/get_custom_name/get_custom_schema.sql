{# The schema a node is built in: the target's, with a custom schema appended to it. #}

{% macro generate_schema_name(custom_schema_name=none, node=none) -%}
  {{ return(adapter.dispatch("generate_schema_name", "dbt")(custom_schema_name, node)) }}
{%- endmacro %}

{% macro default__generate_schema_name(custom_schema_name, node) -%}
  {{ target.schema }}{% if custom_schema_name is not none %}_{{ custom_schema_name | trim }}{% endif %}
{%- endmacro %}

{# For projects to call in a generate_schema_name of their own: custom schemas only in the target "prod", unprefixed. #}
{% macro generate_schema_name_for_env(custom_schema_name, node) -%}
  {{ custom_schema_name | trim if target.name == "prod" and custom_schema_name is not none else target.schema }}
{%- endmacro %}
