{# The strategies of incremental models that name none, and of microbatches. #}

{% macro postgres__get_incremental_default_sql(arg_dict) -%}
  {%- if arg_dict["unique_key"] -%}
    {%- do return(get_incremental_delete_insert_sql(arg_dict)) -%}
  {%- endif -%}
  {%- do return(get_incremental_append_sql(arg_dict)) -%}
{%- endmacro %}

{% macro postgres__get_incremental_microbatch_sql(arg_dict) -%}
  {%- if not arg_dict["unique_key"] -%}
    {%- do exceptions.raise_compiler_error("The microbatch strategy needs a `unique_key` on Postgres, where it merges") -%}
  {%- endif -%}
  {%- do return(adapter.dispatch("get_incremental_merge_sql", "dbt")(arg_dict)) -%}
{%- endmacro %}
