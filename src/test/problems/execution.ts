/** Mistakes that show only when nodes run: SQL, the database, seeds, snapshots, materializations. */
import type { Files, Mistake } from "./mistake.ts";

const one = "select 1 as id\n";

const built = (code: string, files: Files, before?: Mistake["before"]): Mistake => ({
  code,
  place: "?",
  files,
  command: "build",
  ...(before && { before }),
});

const model = (code: string, sql: string): Mistake => built(code, { "models/a.sql": sql });

const seed = (code: string, csv: string | Uint8Array, config = "{}"): Mistake =>
  built(code, {
    "seeds/s.csv": csv,
    "project.yml": `name: shop\nprofile: shop\nseeds: ${config}\n`,
  });

const profile = (code: string, target: string): Mistake =>
  built(code, {
    "models/a.sql": one,
    "profiles.yml": `shop: {target: dev, outputs: {dev: {type: duckdb, ${target}}}}\n`,
  });

const materialization = (code: string, body: string): Mistake =>
  built(code, {
    "models/a.sql": `{{ config(materialized='mine') }}${one}`,
    "macros/mine.sql": `{% materialization mine, default %}${body}{% endmaterialization %}`,
  });

const overridden = (code: string, macro: string): Mistake =>
  built(code, {
    "models/a.sql": `{{ config(materialized='table') }}${one}`,
    "macros/m.sql": macro,
  });

export const executionMistakes: readonly Mistake[] = [
  model("SQL_SYNTAX", "select 1 as id,\n  from where"),
  model("SQL_NAME_NOT_FOUND", "select\n  nope\nfrom (select 1 as id)"),
  model("SQL_NAME_NOT_FOUND", "select 1\nfrom missing_table"),
  model("SQL_INVALID", "select\n  sum(name)\nfrom (select 'x' as name)"),
  model(
    "SQL_BAD_VALUE",
    "{{ config(materialized='table') }}\nselect\n  cast('x' as integer) as id",
  ),
  {
    ...model("SQL_NAME_TAKEN", one),
    command: [
      "run-operation",
      "--sql",
      "create table main.t as select 1; create table main.t as select 1",
    ],
  },
  {
    ...model("SQL_CONSTRAINT", one),
    command: [
      "run-operation",
      "--sql",
      "create table main.t (id int not null); insert into main.t values (null)",
    ],
  },
  model("SQL_FAILED", "{{ config(materialized='table') }}select error('boom') as id"),
  profile("DATABASE_NOT_OPENED", "path: no/such/folder/a.duckdb"),
  profile("DATABASE_SETTING", "path: a.duckdb, settings: {memory_limti: 4GB}"),
  profile(
    "DATABASE_SETUP",
    "path: a.duckdb, attach: [{path: /no/such/file.duckdb, read_only: true}]",
  ),
  profile(
    "ATTACH_OPTION_TWICE",
    "path: a.duckdb, attach: [{path: x.db, type: sqlite, options: {type: sqlite}}]",
  ),
  profile("DATABASE_UNSUPPORTED", 'path: "md:my_db"'),
  profile("SCHEMA_NAMED_LIKE_DATABASE", "path: marts.duckdb, schema: marts"),
  profile("SCHEMA_NOT_CREATED", "path: a.duckdb, schema: information_schema"),
  overridden(
    "MACRO_RETURNED_NOTHING",
    "{% macro create_table_as(temporary, relation, compiled_code, language) %}{{ return(none) }}{% endmacro %}",
  ),
  materialization(
    "MATERIALIZATION_WITHOUT_RELATIONS",
    "{% call statement('main') %}select 1{% endcall %}",
  ),
  materialization("MATERIALIZATION_WITHOUT_MAIN", "{{ return({'relations': []}) }}"),
  model("MATERIALIZATION_MISSING", "{{ config(materialized='tabel') }}select 1 as id"),
  model(
    "MATERIALIZED_VIEWS_MISSING",
    "{{ config(materialized='materialized_view') }}select 1 as id",
  ),
  model(
    "EXTERNAL_FORMAT_UNKNOWN",
    "{{ config(materialized='external', format='xlsx') }}select 1 as id",
  ),
  built("LANGUAGE_NOT_SUPPORTED", { "models/orders.py": "def model(dbt, session):\n  return 1\n" }),
  built("EPHEMERAL_FAILED", {
    "models/a.sql":
      "{{ config(materialized='ephemeral') }}select {% if execute %}{{ nothing() }}{% endif %} 1 as id",
    "models/b.sql": "select * from {{ ref('a') }}",
  }),
  {
    ...built("MICROBATCH_CONFIG_MISSING", {
      "models/a.sql":
        "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='at', batch_size='day', begin='x') }} select now() as at",
    }),
  },
  { ...model("SAMPLE_INVALID", one), command: ["run", "--sample", "3 fortnights"] },
  built("TARGET_NOT_WRITABLE", { "models/a.sql": one, "target/compiled": "a file" }),
  seed("SEED_ROW_TOO_LONG", "id,name\n1,Ada\n2,Bob,extra\n"),
  seed("SEED_QUOTE_OPEN", 'id,name\n1,"Ada\n2,Bob\n'),
  seed("SEED_EMPTY", ""),
  seed("SEED_NOT_TEXT", new Uint8Array([105, 100, 10, 49, 10, 0xff, 0xfe, 10])),
  seed("SEED_DELIMITER_INVALID", "id\n1\n", '{+delimiter: "||"}'),
  seed("SEED_COLUMN_TYPE_UNUSED", "id\n1\n", "{+column_types: {zip_cod: varchar}}"),
  built(
    "SEED_TARGET_IS_VIEW",
    { "seeds/s.csv": "id\n1\n" },
    {
      command: ["run-operation", "--sql", "create view main.s as select 1 as id"],
    },
  ),
  built(
    "SEED_COLUMNS_CHANGED",
    { "seeds/s.csv": "id\n1\n" },
    {
      command: "seed",
      change: { "seeds/s.csv": "id,name\n1,Ada\n" },
    },
  ),
  built(
    "SNAPSHOT_TARGET_IS_NO_TABLE",
    {
      "snapshots/s.sql":
        "{% snapshot s %}\n{{ config(unique_key='id', strategy='check', check_cols='all') }}\nselect 1 as id\n{% endsnapshot %}",
    },
    { command: ["run-operation", "--sql", "create view main.s as select 1 as id"] },
  ),
  built("SNAPSHOT_WITHOUT_STRATEGY", {
    "snapshots/s.sql":
      "{% snapshot s %}\n{{ config(unique_key='id', strategy='mine') }}\nselect 1 as id\n{% endsnapshot %}",
    "macros/m.sql":
      "{% macro snapshot_mine_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}x{% endmacro %}",
  }),
];
