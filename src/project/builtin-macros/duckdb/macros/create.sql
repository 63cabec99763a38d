{# Tables and views made from a query. The engine's materializations say by `_engine_or_replace` whether one may stand there. #}

{% macro create_table_as(temporary, relation, compiled_code, language="sql", partitioned_by=none, sorted_by=none) -%}
  {{ return(adapter.dispatch("create_table_as", "dbt")(temporary, relation, compiled_code, language, partitioned_by=partitioned_by, sorted_by=sorted_by)) }}
{%- endmacro %}

{# Constraints, partitions and sorting must be there before the rows, so then the table is made empty and filled. #}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language="sql", partitioned_by=none, sorted_by=none) -%}
  {%- if language == "python" -%}
    {%- do return(py_write_table(temporary=temporary, relation=relation, compiled_code=compiled_code, partitioned_by=partitioned_by, sorted_by=sorted_by)) -%}
  {%- elif language != "sql" -%}
    {%- do exceptions.raise_compiler_error("DuckDB cannot make a table from " ~ language) -%}
  {%- endif -%}
  {%- set contracted = config.get("contract").enforced -%}
  {%- if contracted -%}
    {{ get_assert_columns_equivalent(compiled_code) }}
  {%- endif %}
  {{ config.get("sql_header", none) or "" }}
  create {{ _engine_or_replace() if _engine_or_replace is defined }}{{ "temporary " if temporary }}table {{ relation.include(database=not temporary, schema=not temporary) }}
  {%- set filled_later = contracted and not temporary or partitioned_by or sorted_by %}
  {%- if contracted and not temporary %}
    {{ get_table_columns_and_constraints() }};
  {%- elif filled_later %}
  as (
    select * from (
      {{ compiled_code }}
    ) as model_subq
    limit 0
  );
  {%- else %}
  as (
    {{ compiled_code }}
  );
  {%- endif %}
  {%- if filled_later and partitioned_by %}
  {{ duckdb__alter_table_set_partitioned_by(relation, partitioned_by) }}
  {%- endif %}
  {%- if filled_later and sorted_by %}
  {{ duckdb__alter_table_set_sorted_by(relation, sorted_by) }}
  {%- endif %}
  {%- if contracted and not temporary %}
  insert into {{ relation }} {{ get_column_names() }} (
    {{ get_select_subquery(compiled_code) }}
  );
  {%- elif filled_later %}
  insert into {{ relation }}
    select * from (
      {{ compiled_code }}
    ) as model_subq;
  {%- endif %}
{%- endmacro %}

{# Python that writes the model's data frame into its table. #}
{% macro py_write_table(temporary, relation, compiled_code, partitioned_by=none, sorted_by=none) -%}
{{ compiled_code }}

def materialize(df, con):
    try:
        import pyarrow.dataset  # so that DuckDB can scan a pyarrow table
    except ImportError:
        pass
    frame = '__dbt_python_model_df_{{ relation.identifier }}'
    con.register(frame, df)
    {%- if partitioned_by or sorted_by %}
    con.execute('create table {{ relation }} as select * from ' + frame + ' limit 0')
    {%- if partitioned_by %}
    con.execute('alter table {{ relation }} set partitioned by ({{ partitioned_by }})')
    {%- endif %}
    {%- if sorted_by %}
    con.execute('alter table {{ relation }} set sorted by ({{ sorted_by }})')
    {%- endif %}
    con.execute('insert into {{ relation }} select * from ' + frame)
    {%- else %}
    con.execute('create table {{ relation }} as select * from ' + frame)
    {%- endif %}
    con.unregister(frame)
{% endmacro %}

{% macro duckdb__create_view_as(relation, sql) -%}
  {%- if config.get("contract").enforced -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif %}
  {{ config.get("sql_header", none) or "" }}
  create {{ _engine_or_replace() if _engine_or_replace is defined }}view {{ relation }} as (
    {{ sql }}
  );
{%- endmacro %}
