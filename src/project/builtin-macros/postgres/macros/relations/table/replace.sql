{# Replacing a table in one statement, for databases of Postgres' kind that can. #}

{% macro postgres__get_replace_table_sql(relation, sql) -%}
  {{ config.get("sql_header", none) or "" }}
  create or replace table {{ relation }}
  {%- if config.get("contract").enforced %}
    {{ get_assert_columns_equivalent(sql) }}
    {{ get_table_columns_and_constraints() }}
    {%- set sql = get_select_subquery(sql) %}
  {%- endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}
