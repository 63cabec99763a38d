{# Descriptions of relations and columns as comments in the database. #}

{% macro alter_column_comment(relation, column_dict) -%}
  {{ return(adapter.dispatch("alter_column_comment", "dbt")(relation, column_dict)) }}
{%- endmacro %}

{% macro default__alter_column_comment(relation, column_dict) -%}
  {{ exceptions.raise_not_implemented("alter_column_comment is not written for " ~ adapter.type()) }}
{%- endmacro %}

{% macro alter_relation_comment(relation, relation_comment) -%}
  {{ return(adapter.dispatch("alter_relation_comment", "dbt")(relation, relation_comment)) }}
{%- endmacro %}

{% macro default__alter_relation_comment(relation, relation_comment) -%}
  {{ exceptions.raise_not_implemented("alter_relation_comment is not written for " ~ adapter.type()) }}
{%- endmacro %}

{% macro persist_docs(relation, model, for_relation=true, for_columns=true) -%}
  {{ return(adapter.dispatch("persist_docs", "dbt")(relation, model, for_relation, for_columns)) }}
{%- endmacro %}

{# The documented columns that the relation has; warns of the others. Case counts only for quoted columns. #}
{% macro validate_doc_columns(relation, column_dict, existing_column_names) -%}
  {%- set folded = existing_column_names | map("lower") | list -%}
  {%- set present = {} -%}
  {%- set absent = [] -%}
  {%- for name in column_dict -%}
    {%- set exists = name in existing_column_names if column_dict[name]["quote"] else name | lower in folded -%}
    {%- if exists -%}
      {%- do present.update({name: column_dict[name]}) -%}
    {%- else -%}
      {%- do absent.append(name) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if absent -%}
    {%- do exceptions.warn("These documented columns are not in " ~ relation.render() ~ ": " ~ absent | join(", ")) -%}
  {%- endif -%}
  {{ return(present) }}
{%- endmacro %}

{% macro default__persist_docs(relation, model, for_relation, for_columns) -%}
  {%- if for_relation and model.description and config.persist_relation_docs() -%}
    {%- do run_query(alter_relation_comment(relation, model.description)) -%}
  {%- endif -%}
  {%- if for_columns and model.columns and config.persist_column_docs() -%}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute="name") | list -%}
    {%- set documented = validate_doc_columns(relation, model.columns, names) -%}
    {%- set comments = alter_column_comment(relation, documented) -%}
    {%- if comments and comments | trim -%}
      {%- do run_query(comments) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
