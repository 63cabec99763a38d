{# Running SQL: everything that a macro sends to the database passes through here. #}

{% macro statement(name=none, fetch_result=false, auto_begin=true, language="sql") -%}
  {%- if execute -%}
    {%- set compiled_code = caller() -%}
    {%- if name == "main" -%}
      {%- do log("Writing runtime " ~ language ~ ' for node "' ~ model["unique_id"] ~ '"') -%}
      {%- do write(compiled_code) -%}
    {%- endif -%}
    {%- set answer = [none, none] -%}
    {%- if language == "sql" -%}
      {%- set answer = adapter.execute(compiled_code, auto_begin=auto_begin, fetch=fetch_result) -%}
    {%- elif language == "python" -%}
      {%- set answer = [submit_python_job(model, compiled_code), none] -%}
    {%- else -%}
      {%- do exceptions.raise_compiler_error("A statement cannot be written in " ~ language) -%}
    {%- endif -%}
    {%- if name is not none -%}
      {%- do store_result(name, response=answer[0], agate_table=answer[1]) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{# Records a result as if its SQL had run. #}
{% macro noop_statement(name=none, message=none, code=none, rows_affected=none, res=none) -%}
  {%- set written = caller() -%}
  {%- if name == "main" -%}
    {%- do log('Writing runtime SQL for node "' ~ model["unique_id"] ~ '"') -%}
    {%- do write(written) -%}
  {%- endif -%}
  {%- if name is not none -%}
    {%- do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) -%}
  {%- endif -%}
{%- endmacro %}

{# Runs a query and gives its rows as a table; none while the project is parsed. #}
{% macro run_query(sql) -%}
  {%- call statement("run_query_statement", fetch_result=true, auto_begin=false) -%}
    {{ sql }}
  {%- endcall -%}
  {%- do return(load_result("run_query_statement").table) -%}
{%- endmacro %}
