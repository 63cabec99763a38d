/** Writes projects of any size: sources, staging views, layers of models that read three others, tests, macros, YAML. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomSource } from "../scripts/random.mjs";

const perFile = 25;

/** A project with models, columns, descriptions and about 1.5 tests per model, as real ones have. */
export function writeLargeProject(dir, models) {
  fresh(dir, "large");
  const random = randomSource(`project:${models}`);
  const names = Array.from(
    { length: models },
    (_, index) => `model_${String(index).padStart(5, "0")}`,
  );
  const sources = Math.ceil(models / 10);
  for (let index = 0; index < Math.ceil(models / 50); index++) writeMacro(dir, index);
  for (const [index, name] of names.entries()) {
    const folder = join(dir, "models", `area_${String(Math.floor(index / 100)).padStart(3, "0")}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.sql`), modelSql({ index, names, sources, models, random }));
  }
  for (let from = 0; from < models; from += perFile)
    writeFileSync(
      join(
        dir,
        "models",
        `area_${String(Math.floor(from / 100)).padStart(3, "0")}`,
        `_models_${from}.yml`,
      ),
      modelsYaml(names.slice(from, from + perFile), from),
    );
  writeFileSync(join(dir, "models", "_sources.yml"), sourcesYaml(sources));
}

/** Models that cost the database next to nothing, in chains of ten: what is left is the tool's own time. */
export function writeTrivialProject(dir, models) {
  fresh(dir, "trivial", "    +materialized: table\n");
  for (let index = 0; index < models; index++) {
    const from = index % 10 === 0 ? "" : ` from {{ ref('trivial_${index - 1}') }}`;
    writeFileSync(join(dir, "models", `trivial_${index}.sql`), `select ${index} as id${from}\n`);
  }
}

/** A snapshot over a table in which, on a later `day`, one row in a hundred is newer. */
export function writeSnapshotProject(dir, rows) {
  fresh(dir, "snapshots", "    +materialized: table\n");
  mkdirSync(join(dir, "snapshots"), { recursive: true });
  writeFileSync(
    join(dir, "models", "things.sql"),
    `select range as id, 'name ' || (range % 1000) as name, range * 7 % 1013 as amount,
  timestamp '2026-01-01' + interval (range % 1000) second
    + interval (case when range % 100 = 0 then {{ var('day', 0) }} else 0 end) day as updated_at
from range(${rows})
`,
  );
  writeFileSync(
    join(dir, "snapshots", "things_snapshot.yml"),
    `snapshots:
  - name: things_snapshot
    relation: ref('things')
    config: {strategy: timestamp, unique_key: id, updated_at: updated_at}
`,
  );
}

function fresh(dir, name, modelConfig = "") {
  rmSync(dir, { recursive: true, force: true });
  for (const folder of ["models", "macros"]) mkdirSync(join(dir, folder), { recursive: true });
  const config = modelConfig === "" ? "" : `models:\n  ${name}:\n${modelConfig}`;
  const project = `name: ${name}\nversion: "1.0"\nconfig-version: 2\nprofile: bench\n${config}`;
  // dbt knows its own file name only.
  writeFileSync(join(dir, "dbt_project.yml"), project);
  writeFileSync(
    join(dir, "profiles.yml"),
    "bench:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: bench.duckdb, schema: main, threads: 4}\n",
  );
}

function modelSql({ index, names, sources, models, random }) {
  const first = index < models / 10;
  const before = () => names[Math.floor(random() * index)];
  const reads = first
    ? [`{{ source('raw', 'table_${index % sources}') }}`]
    : [before(), before(), before()].map((name) => `{{ ref('${name}') }}`);
  const materialized = ["view", "table", "incremental"][index % 3];
  const joins = reads.map((relation, at) =>
    at === 0 ? `from ${relation} as t0` : `left join ${relation} as t${at} on t${at}.id = t0.id`,
  );
  return `{{ config(materialized='${materialized}', tags=['area_${Math.floor(index / 100)}']) }}

with joined as (
    select
        t0.id,
        {% for column in ['amount', 'quantity', 'price'] -%}
        sum(t0.{{ column }}) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    ${joins.join("\n    ")}
    {% if is_incremental() %}
    where t0.id > (select max(id) from {{ this }})
    {% endif %}
    group by t0.id
)

select id, amount, quantity, price, {{ helper_${Math.floor(index / 50)}('amount') }} as helped
from joined
`;
}

function writeMacro(dir, index) {
  writeFileSync(
    join(dir, "macros", `helper_${index}.sql`),
    `{% macro helper_${index}(column, scale=2) -%}\n    round({{ column }} * ${index + 1}, {{ scale }})\n{%- endmacro %}\n`,
  );
}

function modelsYaml(names, from) {
  const models = names.map(
    (name, index) => `  - name: ${name}
    description: Model number ${from + index} of the benchmark.
    columns:
      - name: id
        description: Identifies the row.
        data_tests: [${(from + index) % 2 === 0 ? "unique, not_null" : "not_null"}]
      - name: amount
        description: What it amounts to.
`,
  );
  return `version: 2\nmodels:\n${models.join("")}`;
}

function sourcesYaml(sources) {
  const tables = Array.from({ length: sources }, (_, index) => `      - name: table_${index}\n`);
  return `version: 2\nsources:\n  - name: raw\n    tables:\n${tables.join("")}`;
}
