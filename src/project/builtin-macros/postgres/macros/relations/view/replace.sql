{# Replacing a view in one statement. #}

{% macro postgres__get_replace_view_sql(relation, sql) -%}
  {{ config.get("sql_header", none) or "" }}
  create or replace view {{ relation }}
  {%- if config.get("contract").enforced %}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}
