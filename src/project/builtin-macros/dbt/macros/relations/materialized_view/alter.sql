{# Changing a materialized view's settings without building it again. #}

{% macro get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
  {%- do log("Applying ALTER to: " ~ relation) -%}
  {{ adapter.dispatch("get_alter_materialized_view_as_sql", "dbt")(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) }}
{%- endmacro %}

{% macro default__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no get_alter_materialized_view_as_sql") }}
{%- endmacro %}

{# None, or lists of {"action", "context"} per kind of setting, which the macro above understands. #}
{% macro get_materialized_view_configuration_changes(existing_relation, new_config) -%}
  {%- do log("Determining configuration changes on: " ~ existing_relation) -%}
  {%- do return(adapter.dispatch("get_materialized_view_configuration_changes", "dbt")(existing_relation, new_config)) -%}
{%- endmacro %}

{% macro default__get_materialized_view_configuration_changes(existing_relation, new_config) -%}
  {{ exceptions.raise_compiler_error(adapter.type() ~ " has no get_materialized_view_configuration_changes") }}
{%- endmacro %}
