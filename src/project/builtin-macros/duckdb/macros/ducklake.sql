{# Partitioning and sorting, which only DuckLake tables have. #}

{# The partition columns in one text; none where they do not apply. #}
{% macro duckdb__get_partitioned_by(relation, temporary) -%}
  {%- set configured = config.get("partitioned_by", none) or config.get("partition_by", none) -%}
  {%- if temporary or configured is none or configured == "" -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set columns = normalize_string_or_list(configured, "partitioned_by/partition_by") -%}
  {%- if not columns -%}
    {%- do exceptions.raise_compiler_error("partitioned_by/partition_by names no column") -%}
  {%- endif -%}
  {%- set is_staging = this is defined and config.get("materialized") in ["table", "incremental"] and relation.identifier and this.identifier and relation.identifier != this.identifier -%}
  {%- if is_staging -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- if not adapter.is_ducklake(relation) -%}
    {%- do adapter.warn_once("Only DuckLake has partitions; partitioned_by/partition_by of " ~ relation ~ " is left out") -%}
    {%- do return(none) -%}
  {%- endif -%}
  {{ return(columns | join(", ")) }}
{%- endmacro %}

{% macro duckdb__alter_table_set_partitioned_by(relation, partitioned_by) -%}
  alter table {{ relation }} set partitioned by ({{ partitioned_by }});
{%- endmacro %}

{# The sort columns, quoted, in one text; none where they do not apply. #}
{% macro duckdb__get_sorted_by(relation, temporary) -%}
  {%- set configured = config.get("sorted_by", none) -%}
  {%- set configured = config.get("sort_by", none) if configured is none else configured -%}
  {%- if temporary or configured is none -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set columns = normalize_string_or_list(configured, "sorted_by/sort_by") -%}
  {%- if not columns -%}
    {%- do exceptions.raise_compiler_error("sorted_by/sort_by names no column") -%}
  {%- endif -%}
  {%- set is_staging = this is defined and config.get("materialized") in ["table", "incremental"] and relation.identifier and this.identifier and relation.identifier != this.identifier -%}
  {%- if is_staging -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- if not adapter.is_ducklake(relation) -%}
    {%- do adapter.warn_once("Only DuckLake has sorted tables; sorted_by/sort_by of " ~ relation ~ " is left out") -%}
    {%- do return(none) -%}
  {%- endif -%}
  {%- set quoted = [] -%}
  {%- for column in columns -%}
    {%- do quoted.append(adapter.quote(column | replace('"', '""'))) -%}
  {%- endfor -%}
  {{ return(quoted | join(", ")) }}
{%- endmacro %}

{% macro duckdb__alter_table_set_sorted_by(relation, sorted_by) -%}
  alter table {{ relation }} set sorted by ({{ sorted_by }});
{%- endmacro %}
