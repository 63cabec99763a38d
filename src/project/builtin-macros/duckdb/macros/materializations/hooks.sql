{# Hooks outside the transaction need no `commit` before them: DuckDB has begun none. #}

{% macro run_hooks(hooks, inside_transaction=true) -%}
  {%- for hook in hooks if hook.get("transaction") == inside_transaction -%}
    {%- set hook_sql = render(hook.get("sql")) | trim -%}
    {%- if hook_sql -%}
      {%- call statement(auto_begin=inside_transaction) -%}{{ hook_sql }}{%- endcall -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
