{# The merge strategy with all of DuckDB's clauses. #}

{# `using (columns)`, or `on` the key; without a key nothing matches. #}
{% macro duckdb__merge_join_clause(unique_key, merge_on_using_columns, incremental_predicates) -%}
  {%- set conditions = [] -%}
  {%- if not merge_on_using_columns -%}
    {%- set is_list = unique_key is sequence and unique_key is not string and unique_key is not mapping -%}
    {%- for key in (unique_key if is_list else [unique_key]) if unique_key -%}
      {%- do conditions.append("DBT_INTERNAL_SOURCE." ~ key ~ " = DBT_INTERNAL_DEST." ~ key) -%}
    {%- else -%}
      {%- do conditions.append("FALSE") -%}
    {%- endfor -%}
  {%- endif -%}
  {%- set conditions = conditions + (incremental_predicates or []) -%}
  {%- if merge_on_using_columns -%}
    using ({{ merge_on_using_columns | join(", ") }})
  {%- endif -%}
  {%- if conditions %}
  on ({{ conditions | join(") and (") }})
  {%- endif -%}
{%- endmacro %}

{% macro duckdb__get_incremental_merge_sql(args_dict) -%}
  {%- set conditions = normalize_incremental_predicates(args_dict.get("incremental_predicates")) -%}
  {{ return(duckdb__get_merge_sql(args_dict["target_relation"], args_dict["temp_relation"], args_dict["unique_key"], args_dict["dest_columns"], conditions)) }}
{%- endmacro %}

{% macro duckdb__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
  {%- set conditions = normalize_incremental_predicates(incremental_predicates) -%}
  {%- do validate_merge_config(config, target) -%}
  {%- set included = config.get("merge_update_columns", []) -%}
  {%- set excluded = config.get("merge_exclude_columns", []) -%}
  {%- set expressions = config.get("merge_update_set_expressions", {}) -%}
  {%- set usual = merge_clause_defaults(config.get("merge_update_condition", none), config.get("merge_insert_condition", none), included, excluded, expressions) -%}
  {%- set usual_update = usual.when_matched_update_explicit if included or excluded or expressions else usual.when_matched_update_by_name -%}
  {%- set configured = config.get("merge_clauses", {}) -%}
  {%- set modes = {"by_name": "by name", "by_position": "by position"} -%}
  {%- set clauses = [] -%}
  {%- for clause in configured.get("when_matched", [usual_update]) -%}
    {%- do clauses.append(("when matched", clause)) -%}
  {%- endfor -%}
  {%- for clause in configured.get("when_not_matched", [usual.when_not_matched_insert_by_name]) -%}
    {%- do clauses.append(("when not matched" ~ (" by " ~ clause.get("by") if clause.get("by") else ""), clause)) -%}
  {%- endfor -%}
  {{ config.get("sql_header", none) or "" }}
  merge into {{ target }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  {{ duckdb__merge_join_clause(unique_key, config.get("merge_on_using_columns", []), conditions) }}
  {%- for event, clause in clauses %}
    {%- set condition = clause.get("condition") %}
    {%- set action = clause.get("action") %}
    {%- set mode = clause.get("mode") if event == "when matched" or action == "insert" %}
  {{ event }}{{ " and " ~ (condition if condition is string else "(" ~ condition | join(") and (") ~ ")") if condition }} then
    {%- if action == "update" and mode in modes %} update {{ modes[mode] }}
    {%- elif action == "update" and mode == "star" %} update set *
    {%- elif action == "update" %}
      {%- set columns = clause.get("update", {}) %}
      {%- set set_expressions = columns.get("set_expressions", {}) if mode == "explicit" else clause.get("set_expressions", {}) %}
      {%- set assignments = [] %}
      {%- for column, expression in set_expressions.items() %}
        {%- do assignments.append(column ~ " = " ~ expression) %}
      {%- endfor %}
      {%- for column in get_merge_update_columns(columns.get("include", []), columns.get("exclude", []), dest_columns) if mode == "explicit" %}
        {%- if column.replace('"', "").replace("'", "") not in set_expressions %}
          {%- do assignments.append(column ~ " = DBT_INTERNAL_SOURCE." ~ column) %}
        {%- endif %}
      {%- endfor %} update set {{ assignments | join(", ") }}
    {%- elif action == "insert" and mode in modes %} insert {{ modes[mode] }}
    {%- elif action == "insert" and mode == "star" %} insert *
    {%- elif action == "insert" %} insert ({{ clause.get("insert", {}).get("columns", []) | join(", ") }}) values ({{ clause.get("insert", {}).get("values", []) | join(", ") }})
    {%- elif action == "delete" %} delete
    {%- elif action == "do_nothing" %} do nothing
    {%- elif action == "error" %} error{{ " '" ~ clause.get("error_message") | replace("'", "''") ~ "'" if clause.get("error_message") }}
    {%- endif %}
  {%- endfor %}
  {%- set returned = config.get("merge_returning_columns", []) %}
  {%- if returned %}
  returning {{ returned if returned is string else returned | join(", ") }}
  {%- endif %}
{%- endmacro %}
