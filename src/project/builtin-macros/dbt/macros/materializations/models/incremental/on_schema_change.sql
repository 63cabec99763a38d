{# What happens when an incremental model's columns are no longer those of its table. #}

{# An unknown setting counts as the default, with no more than a line in the log. #}
{% macro incremental_validate_on_schema_change(on_schema_change, default="ignore") -%}
  {%- if on_schema_change in ["ignore", "fail", "append_new_columns", "sync_all_columns"] -%}
    {%- do return(on_schema_change) -%}
  {%- endif -%}
  {%- do log("on_schema_change cannot be " ~ on_schema_change ~ "; it counts as " ~ default) -%}
  {{ return(default) }}
{%- endmacro %}

{% macro check_for_schema_changes(source_relation, target_relation) -%}
  {{ return(adapter.dispatch("check_for_schema_changes", "dbt")(source_relation, target_relation)) }}
{%- endmacro %}

{% macro default__check_for_schema_changes(source_relation, target_relation) -%}
  {%- set new_columns = adapter.get_columns_in_relation(source_relation) -%}
  {%- set old_columns = adapter.get_columns_in_relation(target_relation) -%}
  {%- set added = diff_columns(new_columns, old_columns) -%}
  {%- set removed = diff_columns(old_columns, new_columns) -%}
  {%- set retyped = diff_column_data_types(new_columns, old_columns) -%}
  {%- set changes = {
    "schema_changed": added != [] or removed != [] or retyped != [],
    "source_not_in_target": added,
    "target_not_in_source": removed,
    "source_columns": new_columns,
    "target_columns": old_columns,
    "new_target_types": retyped,
  } -%}
  {%- do log("Columns of " ~ target_relation ~ ": new " ~ added ~ ", gone " ~ removed ~ ", of other types " ~ retyped) -%}
  {{ return(changes) }}
{%- endmacro %}

{% macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) -%}
  {{ return(adapter.dispatch("sync_column_schemas", "dbt")(on_schema_change, target_relation, schema_changes_dict)) }}
{%- endmacro %}

{# append_new_columns only adds; sync_all_columns adds, drops and changes types. #}
{% macro default__sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) -%}
  {%- set added = schema_changes_dict["source_not_in_target"] -%}
  {%- set removed = schema_changes_dict["target_not_in_source"] -%}
  {%- if on_schema_change == "append_new_columns" and added -%}
    {%- do alter_relation_add_remove_columns(target_relation, added, none) -%}
  {%- elif on_schema_change == "sync_all_columns" -%}
    {%- if added or removed -%}
      {%- do alter_relation_add_remove_columns(target_relation, added, removed) -%}
    {%- endif -%}
    {%- for change in schema_changes_dict["new_target_types"] -%}
      {%- do alter_column_type(target_relation, change["column_name"], change["new_type"]) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- do log("Synchronized the columns of " ~ target_relation ~ " (" ~ on_schema_change ~ ")") -%}
{%- endmacro %}

{% macro process_schema_changes(on_schema_change, source_relation, target_relation) -%}
  {{ return(adapter.dispatch("process_schema_changes", "dbt")(on_schema_change, source_relation, target_relation)) }}
{%- endmacro %}

{# The columns to insert into; empty for `ignore`, which keeps the table's own. #}
{% macro default__process_schema_changes(on_schema_change, source_relation, target_relation) -%}
  {%- if on_schema_change == "ignore" -%}
    {%- do return({}) -%}
  {%- endif -%}
  {%- set changes = check_for_schema_changes(source_relation, target_relation) -%}
  {%- if changes["schema_changed"] and on_schema_change == "fail" -%}
    {%- do exceptions.raise_compiler_error(
      "The model's columns are not those of its table any more, and on_schema_change is `fail`.\n"
      ~ "  Only in the model: " ~ changes["source_not_in_target"]
      ~ "\n  Only in the table: " ~ changes["target_not_in_source"]
      ~ "\n  Other types in the model: " ~ changes["new_target_types"]
      ~ "\nChoose append_new_columns or sync_all_columns, run with --full-refresh, or alter the table by hand."
    ) -%}
  {%- elif changes["schema_changed"] -%}
    {%- do sync_column_schemas(on_schema_change, target_relation, changes) -%}
  {%- endif -%}
  {{ return(changes["source_columns"]) }}
{%- endmacro %}
