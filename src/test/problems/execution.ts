/** Mistakes that show only when nodes run: SQL, the database, seeds, snapshots, materializations. */
import type { Files, Mistake } from "./mistake.ts";

const one = "select 1 as id\n";

const built = (code: string, place: string, files: Files, before?: Mistake["before"]): Mistake => ({
  code,
  place,
  files,
  command: "build",
  ...(before && { before }),
});

const model = (code: string, place: string, sql: string): Mistake =>
  built(code, place, { "models/a.sql": sql });

const seed = (code: string, place: string, csv: string | Uint8Array, config = "{}"): Mistake =>
  built(code, place, {
    "seeds/s.csv": csv,
    "project.yml": `name: shop\nprofile: shop\nseeds: ${config}\n`,
  });

const profile = (code: string, place: string, target: string): Mistake =>
  built(code, place, {
    "models/a.sql": one,
    "profiles.yml": `shop: {target: dev, outputs: {dev: {type: duckdb, ${target}}}}\n`,
  });

const materialization = (code: string, place: string, body: string): Mistake =>
  built(code, place, {
    "models/a.sql": `{{ config(materialized='mine') }}${one}`,
    "macros/mine.sql": `{% materialization mine, default %}${body}{% endmaterialization %}`,
  });

export const executionMistakes: readonly Mistake[] = [
  model("SQL_SYNTAX", "models/a.sql:2:8", "select 1 as id,\n  from where"),
  model("SQL_NAME_NOT_FOUND", "models/a.sql:2:3", "select\n  nope\nfrom (select 1 as id)"),
  model("SQL_NAME_NOT_FOUND", "models/a.sql:2:6", "select 1\nfrom missing_table"),
  model("SQL_INVALID", "models/a.sql:2:3", "select\n  sum(name)\nfrom (select 'x' as name)"),
  model(
    "SQL_BAD_VALUE",
    "models/a.sql:3:3",
    "{{ config(materialized='table') }}\nselect\n  cast('x' as integer) as id",
  ),
  {
    ...model("SQL_NAME_TAKEN", "inline:1:1", one),
    command: [
      "run-operation",
      "--sql",
      "create table main.t as select 1; create table main.t as select 1",
    ],
  },
  {
    ...model("SQL_CONSTRAINT", "inline:1:1", one),
    command: [
      "run-operation",
      "--sql",
      "create table main.t (id int not null); insert into main.t values (null)",
    ],
  },
  model("SQL_FAILED", "models/a.sql:2:6", "select *\nfrom read_csv('no/such/file.csv')"),
  profile("DATABASE_SETTING", "", "path: a.duckdb, settings: {memory_limti: 4GB}"),
  profile(
    "DATABASE_SETUP",
    "",
    "path: a.duckdb, attach: [{path: /no/such/file.duckdb, read_only: true}]",
  ),
  profile(
    "ATTACH_OPTION_TWICE",
    "",
    "path: a.duckdb, attach: [{path: x.db, type: sqlite, options: {type: sqlite}}]",
  ),
  profile("DATABASE_UNSUPPORTED", "", 'path: "md:my_db"'),
  profile("SCHEMA_NAMED_LIKE_DATABASE", "", "path: marts.duckdb, schema: marts"),
  {
    ...built("SCHEMA_NOT_CREATED", "", {
      "models/a.sql": one,
      "profiles.yml": `shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: a.duckdb}
    reader: {type: duckdb, path: a.duckdb, schema: other, config_options: {access_mode: READ_ONLY}}
`,
    }),
    before: { command: "build" },
    command: "build --target reader",
  },
  {
    ...built("MACRO_RETURNED_NOTHING", "models/a.sql:1:1", {
      "models/a.sql": `{{ config(materialized='incremental') }}${one}`,
      "macros/m.sql": "{% macro make_temp_relation(base_relation, suffix) %}none{% endmacro %}",
    }),
    before: { command: "build" },
  },
  materialization(
    "MATERIALIZATION_WITHOUT_RELATIONS",
    "models/a.sql:1:1",
    "{% call statement('main') %}select 1{% endcall %}",
  ),
  materialization(
    "MATERIALIZATION_WITHOUT_MAIN",
    "models/a.sql:1:1",
    "{{ return({'relations': []}) }}",
  ),
  model(
    "MATERIALIZATION_MISSING",
    "models/a.sql:1:1",
    "{{ config(materialized='tabel') }}select 1 as id",
  ),
  model(
    "MATERIALIZED_VIEWS_MISSING",
    "models/a.sql:1:1",
    "{{ config(materialized='materialized_view') }}select 1 as id",
  ),
  model(
    "EXTERNAL_FORMAT_UNKNOWN",
    "models/a.sql:1:1",
    "{{ config(materialized='external', format='xlsx') }}select 1 as id",
  ),
  built("LANGUAGE_NOT_SUPPORTED", "models/orders.py:1:1", {
    "models/orders.py": "def model(dbt, session):\n  dbt.config(materialized='view')\n  return 1\n",
  }),
  built("EPHEMERAL_FAILED", "model.shop.b", {
    "models/a.sql":
      "{{ config(materialized='ephemeral') }}select {% if execute %}{{ nothing() }}{% endif %} 1 as id",
    "models/b.sql": "select * from {{ ref('a') }}",
  }),
  {
    ...model("PUBLICATION_HELD_BACK", "", "select 1 as id from nowhere"),
    command: "build --publish together",
  },
  {
    ...model("PUBLICATION_IMPOSSIBLE", "", "{{ config(materialized='external') }}select 1 as id"),
    command: "build --publish together",
  },
  { ...model("SAMPLE_INVALID", "", one), command: ["run", "--sample", "3 fortnights"] },
  built("TARGET_NOT_WRITABLE", "models/a.sql:1:1", {
    "models/a.sql": one,
    "target/compiled": "a file",
  }),
  seed("SEED_ROW_TOO_LONG", "seeds/s.csv:3:1", "id,name\n1,Ada\n2,Bob,extra\n"),
  seed("SEED_ROW_TOO_SHORT", "seeds/s.csv:3:1", "id,name\n1,Ada\n2\n"),
  seed("SEED_QUOTE_OPEN", "seeds/s.csv:2:1", 'id,name\n1,"Ada\n2,Bob\n'),
  seed("SEED_EMPTY", "seeds/s.csv:1:1", ""),
  seed("SEED_NOT_TEXT", "seeds/s.csv:3:1", new Uint8Array([105, 100, 10, 49, 10, 0xff, 0xfe, 10])),
  seed(
    "SEED_NOT_TEXT",
    "seeds/s.csv:600002:1",
    Buffer.concat([Buffer.from(`id\n${"1\n".repeat(600_000)}`), Buffer.from([0xff])]),
  ),
  seed("SEED_DELIMITER_INVALID", "seeds/s.csv:1:1", "id\n1\n", '{+delimiter: "||"}'),
  seed(
    "SEED_COLUMN_TYPE_UNUSED",
    "seeds/s.csv:1:1",
    "id\n1\n",
    "{+column_types: {zip_cod: varchar}}",
  ),
  built(
    "SEED_TARGET_IS_VIEW",
    "seeds/s.csv:1:1",
    { "seeds/s.csv": "id\n1\n" },
    {
      command: ["run-operation", "--sql", "create view main.s as select 1 as id"],
    },
  ),
  built(
    "SEED_COLUMNS_CHANGED",
    "seeds/s.csv:1:1",
    { "seeds/s.csv": "id\n1\n" },
    {
      command: "seed",
      change: { "seeds/s.csv": "id,name\n1,Ada\n" },
    },
  ),
  built(
    "SNAPSHOT_TARGET_IS_NO_TABLE",
    "snapshots/s.sql:1:17",
    {
      "snapshots/s.sql":
        "{% snapshot s %}\n{{ config(unique_key='id', strategy='check', check_cols='all') }}\nselect 1 as id\n{% endsnapshot %}",
    },
    { command: ["run-operation", "--sql", "create view main.s as select 1 as id"] },
  ),
  built("SNAPSHOT_WITHOUT_STRATEGY", "snapshots/s.sql:1:17", {
    "snapshots/s.sql":
      "{% snapshot s %}\n{{ config(unique_key='id', strategy='mine') }}\nselect 1 as id\n{% endsnapshot %}",
    "macros/m.sql":
      "{% macro snapshot_mine_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}x{% endmacro %}",
  }),
];
