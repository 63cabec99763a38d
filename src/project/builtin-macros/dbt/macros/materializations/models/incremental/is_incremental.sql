{# Whether a model adds to its table in this run rather than building all of it. #}

{% macro is_incremental() -%}
  {%- if not execute -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set existing = adapter.get_relation(this.database, this.schema, this.table) -%}
  {%- set is_table = existing is not none and existing.type == "table" -%}
  {{ return(is_table and model.config.materialized == "incremental" and not should_full_refresh()) }}
{%- endmacro %}
