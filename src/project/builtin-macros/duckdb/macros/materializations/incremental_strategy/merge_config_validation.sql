{# The config of a merge, checked before it is sent. Every mistake is collected into `errors`. #}

{% macro validate_merge_config(config, target_relation=none) -%}
  {%- set errors = [] -%}
  {%- set kinds = {
    "merge_update_condition": "text",
    "merge_insert_condition": "text",
    "merge_on_using_columns": "list",
    "merge_update_columns": "list",
    "merge_update_set_expressions": "dictionary",
    "merge_exclude_columns": "list",
    "merge_returning_columns": "list",
  } -%}
  {%- for name, kind in kinds.items() -%}
    {%- if kind == "text" -%}
      {%- do validate_string_field(config.get(name), name, errors) -%}
    {%- elif kind == "list" -%}
      {%- do validate_string_list_field(config.get(name), name, errors) -%}
    {%- else -%}
      {%- do validate_dict_field(config.get(name), name, errors) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do validate_merge_clauses(config, kinds, errors) -%}
  {%- if not errors -%}
    {%- do validate_ducklake_restrictions(config, target_relation, errors) -%}
  {%- endif -%}
  {%- if errors -%}
    {%- do exceptions.raise_compiler_error("The configuration of the merge is wrong:\n" ~ errors | join("\n")) -%}
  {%- endif -%}
{%- endmacro %}

{% macro validate_merge_clauses(config, base_configuration_fields, errors) -%}
  {%- set clauses = config.get("merge_clauses") -%}
  {%- if clauses is none -%}
    {%- do return(none) -%}
  {%- elif clauses is not mapping -%}
    {%- do errors.append("merge_clauses must be a dictionary, not " ~ clauses) -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- if "when_matched" not in clauses and "when_not_matched" not in clauses -%}
    {%- do errors.append("merge_clauses has neither `when_matched` nor `when_not_matched`") -%}
  {%- endif -%}
  {%- for event in ["when_matched", "when_not_matched"] if event in clauses -%}
    {%- do validate_merge_clause_list(clauses, event, errors) -%}
  {%- endfor -%}
  {%- set ignored = [] -%}
  {%- for name in base_configuration_fields if name not in ["merge_on_using_columns", "merge_returning_columns"] -%}
    {%- set value = config.get(name) -%}
    {%- if value is not none and (value is string or value | length > 0) -%}
      {%- do ignored.append(name) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if ignored -%}
    {%- do errors.append("beside merge_clauses these have no effect and must be removed: " ~ ignored | join(", ")) -%}
  {%- endif -%}
{%- endmacro %}

{% macro validate_merge_clause_list(merge_clauses, clause_type, errors) -%}
  {%- set listed = merge_clauses.get(clause_type) -%}
  {%- if listed is not sequence or listed is string or listed is mapping -%}
    {%- do errors.append("merge_clauses." ~ clause_type ~ " must be a list") -%}
  {%- elif not listed -%}
    {%- do errors.append("merge_clauses." ~ clause_type ~ " is empty") -%}
  {%- else -%}
    {%- for clause in listed if clause is not mapping -%}
      {%- do errors.append("merge_clauses." ~ clause_type ~ " must hold dictionaries, not " ~ clause) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{# DuckLake's merge returns nothing and changes or deletes by one clause only. #}
{% macro validate_ducklake_restrictions(config, target_relation, errors) -%}
  {%- if target_relation and adapter.is_ducklake(target_relation) -%}
    {%- if config.get("merge_returning_columns") -%}
      {%- do errors.append("DuckLake cannot return rows, so merge_returning_columns must be removed") -%}
    {%- endif -%}
    {%- set clauses = config.get("merge_clauses") or {} -%}
    {%- set changing = [] -%}
    {%- for clause in clauses.get("when_matched", []) + clauses.get("when_not_matched", []) if clause.get("action") in ["update", "delete"] -%}
      {%- do changing.append(clause) -%}
    {%- endfor -%}
    {%- if changing | length > 1 -%}
      {%- do errors.append("DuckLake allows one clause that updates or deletes, and merge_clauses has " ~ changing | length) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
