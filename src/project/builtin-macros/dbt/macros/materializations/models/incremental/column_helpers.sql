{# Lists of columns, compared and written out. #}

{% macro get_quoted_csv(column_names) -%}
  {%- set names = [] -%}
  {%- for name in column_names -%}
    {%- do names.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {{ return(names | join(", ")) }}
{%- endmacro %}

{# The first list's columns whose names the second list lacks; types do not count. #}
{% macro diff_columns(source_columns, target_columns) -%}
  {%- set known = target_columns | map(attribute="column") | list -%}
  {{ return(source_columns | rejectattr("name", "in", known) | list) }}
{%- endmacro %}

{% macro diff_column_data_types(source_columns, target_columns) -%}
  {{ return(adapter.dispatch("diff_column_data_types", "dbt")(source_columns, target_columns)) }}
{%- endmacro %}

{# Columns whose type differs and cannot be reached by widening. #}
{% macro default__diff_column_data_types(source_columns, target_columns) -%}
  {%- set changed = [] -%}
  {%- for column in source_columns -%}
    {%- set old = target_columns | selectattr("name", "equalto", column.name) | first -%}
    {%- if old and old.expanded_data_type != column.expanded_data_type and not column.can_expand_to(other_column=old) -%}
      {%- do changed.append({"column_name": old.name, "new_type": column.expanded_data_type}) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(changed) }}
{%- endmacro %}

{% macro get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) -%}
  {{ return(adapter.dispatch("get_merge_update_columns", "dbt")(merge_update_columns, merge_exclude_columns, dest_columns)) }}
{%- endmacro %}

{# The named columns as they are written, or the quoted names of all that are not excluded. #}
{% macro default__get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) -%}
  {%- if merge_update_columns and merge_exclude_columns -%}
    {%- do exceptions.raise_compiler_error("A model has either merge_update_columns or merge_exclude_columns, not both") -%}
  {%- endif -%}
  {%- if merge_update_columns -%}
    {%- do return(merge_update_columns) -%}
  {%- endif -%}
  {%- set excluded = (merge_exclude_columns or []) | map("lower") | list -%}
  {%- set updated = [] -%}
  {%- for column in dest_columns if column.column | lower not in excluded -%}
    {%- do updated.append(column.quoted) -%}
  {%- endfor -%}
  {{ return(updated) }}
{%- endmacro %}
