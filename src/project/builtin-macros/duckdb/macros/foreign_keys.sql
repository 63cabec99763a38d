{#
  DuckDB neither drops nor renames a table that a foreign key references, and cannot drop the foreign key. So before
  such a table is replaced, the tables that reference it are dropped, provided that this run builds them again.
#}

{# Drops what references the relation, directly or through others, and gives pairs of {"relation", "backup"}. #}
{% macro drop_foreign_key_dependents(relation) -%}
  {%- call statement("get_foreign_key_dependents", fetch_result=true) -%}
    with recursive links as (
      select table_name, referenced_table
      from duckdb_constraints()
      where constraint_type = 'FOREIGN KEY'
        and lower(database_name) = lower('{{ adapter.escape_sql_string(relation.database) }}')
        and lower(schema_name) = lower('{{ adapter.escape_sql_string(relation.schema) }}')
        and lower(table_name) <> lower(referenced_table)
    ),
    reached(table_name, steps) as (
      select table_name, 1
      from links
      where lower(referenced_table) = lower('{{ adapter.escape_sql_string(relation.identifier) }}')
      union
      select links.table_name, reached.steps + 1
      from links join reached on lower(links.referenced_table) = lower(reached.table_name)
    ),
    farthest as (
      select table_name, max(steps) as steps from reached group by table_name
    )
    select farthest.table_name, farthest.steps, links.referenced_table
    from farthest join links on links.table_name = farthest.table_name
    order by farthest.steps desc, farthest.table_name, links.referenced_table
  {%- endcall -%}
  {%- set references = {} -%}
  {%- for row in load_result("get_foreign_key_dependents").table -%}
    {%- do references.setdefault(row[0], []).append(row[2] | lower) -%}
  {%- endfor -%}

  {%- set ids = {relation.identifier | lower: model.unique_id} -%}
  {%- set builders = {} -%}
  {%- for node in graph.nodes.values() if node.resource_type == "model" and (node.database or "") | lower == (relation.database or "") | lower and node.schema | lower == relation.schema | lower -%}
    {%- for table in references if table | lower == (node.alias or node.name) | lower -%}
      {%- do builders.update({table: node}) -%}
      {%- do ids.update({table | lower: node.unique_id}) -%}
    {%- endfor -%}
  {%- endfor -%}

  {%- set obstacles = [] -%}
  {%- for table, referenced in references.items() -%}
    {%- set node = builders.get(table) -%}
    {%- set parents = [] -%}
    {%- for name in referenced if name in ids and node is not none and ids[name] in node.depends_on.nodes -%}
      {%- do parents.append(name) -%}
    {%- endfor -%}
    {%- if node is none -%}
      {%- do obstacles.append(table ~ " (no model builds it)") -%}
    {%- elif node.unique_id not in selected_resources -%}
      {%- do obstacles.append(table ~ " (the model " ~ node.name ~ " is not selected)") -%}
    {%- elif not parents -%}
      {%- do obstacles.append(table ~ " (the model " ~ node.name ~ " does not ref() the table that its foreign key references; write `to: ref(...)` in the constraint)") -%}
    {%- else -%}
      {%- set refreshed = flags.FULL_REFRESH if node.config.full_refresh is none else node.config.full_refresh -%}
      {%- if node.config.materialized != "table" and not (node.config.materialized == "incremental" and refreshed) -%}
        {%- do obstacles.append(table ~ " (the model " ~ node.name ~ " is " ~ node.config.materialized ~ " and would lose its rows; use --full-refresh)") -%}
      {%- endif -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if obstacles -%}
    {%- do exceptions.raise_compiler_error("DuckDB cannot replace " ~ relation ~ " because foreign keys reference it from tables that this run does not build again: " ~ obstacles | join("; ")) -%}
  {%- endif -%}

  {%- set dropped = [] -%}
  {%- for table in references -%}
    {%- set dependent = api.Relation.create(database=relation.database, schema=relation.schema, identifier=table, type="table") -%}
    {%- set backup = dependent.incorporate(path={"identifier": table ~ "__dbt_fk_backup"}, type="table") -%}
    {%- do adapter.drop_relation(backup) -%}
    {%- call statement("backup_foreign_key_dependent_" ~ loop.index) -%}
      create table {{ backup }} as select * from {{ dependent }}
    {%- endcall -%}
    {%- do log("Dropping " ~ dependent ~ ", whose foreign key references " ~ relation ~ "; this run builds it again", info=true) -%}
    {%- do adapter.drop_relation(dependent) -%}
    {%- do dropped.append({"relation": dependent, "backup": backup}) -%}
  {%- endfor -%}
  {{ return(dropped) }}
{%- endmacro %}

{# Puts the rows of dropped tables back, without constraints, until their models build them again. #}
{% macro restore_foreign_key_dependents(dropped) -%}
  {%- for pair in dropped | reverse -%}
    {%- do log("Restoring the rows of " ~ pair["relation"] ~ "; its constraints come back later in this run", info=true) -%}
    {%- do adapter.rename_relation(pair["backup"], pair["relation"]) -%}
  {%- endfor -%}
{%- endmacro %}

{% macro enforced_constraint_types() -%}
  {%- set types = [] -%}
  {%- if config.get("contract") and config.get("contract").enforced -%}
    {%- set listed = [] + model.get("constraints", []) -%}
    {%- for column in model.get("columns", {}).values() -%}
      {%- do listed.extend(column.get("constraints", [])) -%}
    {%- endfor -%}
    {%- for constraint in listed -%}
      {%- do types.append(constraint.type) -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(types) }}
{%- endmacro %}

{% macro existing_constraint_types(relation) -%}
  {{ return(adapter.existing_key_constraint_types(relation) if relation is not none and relation.is_table else []) }}
{%- endmacro %}

{# Such a table is built under its final name: after a rename DuckDB could never drop the table that it references. #}
{% macro has_foreign_key_constraints(relation=none) -%}
  {%- if not adapter.catalog_supports_foreign_keys(this.database) -%}
    {%- do return(false) -%}
  {%- endif -%}
  {{ return("foreign_key" in enforced_constraint_types() or "foreign_key" in existing_constraint_types(relation)) }}
{%- endmacro %}

{# Only a primary key or a unique constraint can be referenced. #}
{% macro may_be_foreign_key_target(relation=none) -%}
  {%- if not adapter.catalog_supports_foreign_keys(this.database) -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set types = enforced_constraint_types() + existing_constraint_types(relation) -%}
  {{ return("primary_key" in types or "unique" in types) }}
{%- endmacro %}

{# Drops a table that is built again under the same name, in one transaction with its dependents. #}
{% macro drop_relation_for_rebuild(relation) -%}
  {%- do adapter.ensure_transaction() -%}
  {%- set dropped = drop_foreign_key_dependents(relation) if relation.is_table and may_be_foreign_key_target(relation) else [] -%}
  {%- do adapter.drop_relation(relation) -%}
  {{ return(dropped) }}
{%- endmacro %}
