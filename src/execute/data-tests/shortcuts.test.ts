/** Tests of random columns say the same whether or not there is a cheaper way to the answer. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openAdapter } from "../../adapters/open.ts";
import { createProject } from "../../cli/embedding.ts";
import type { DataObject } from "../../core/data.ts";
import type { Emit } from "../../core/events.ts";
import { freshDatabase, hasPostgres } from "../../test/postgres-database.ts";
import { seededRandom } from "../../test/seeded-random.ts";

/** Does what the built-in macro does; since a project may do anything in it, every test's statement runs. */
const plainMacro = `{% macro get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}
{{ return(dbt.get_test_sql(main_sql, fail_calc, warn_if, error_if, limit)) }}{% endmacro %}`;

type Random = () => number;
const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;

/** A column's values as SQL, by what is special about them. */
const columns: Readonly<Record<string, (random: Random, row: number) => string>> = {
  dense: (_, row) => `${row}`,
  negative: (_, row) => `${-3 * row}`,
  nearly_dense: (random, row) => `${random() < 0.05 ? 0 : row}`,
  huge: (_, row) => `${9223372036854775800n - BigInt(row) * 1_000_000_007n}`,
  with_nulls: (random, row) => (random() < 0.3 ? "null" : `${row}`),
  only_null: () => "cast(null as integer)",
  repeated: (random) => `${Math.floor(random() * 10)}`,
  few_texts: (random) => pick(random, ["'a'", "'b'", "'A'", "''", "null"]),
  texts: (_, row) => `'text ${row}'`,
  floats: (random, row) =>
    pick(random, [
      `cast('nan' as float8)`,
      "cast(-0.0 as float8)",
      "cast(0 as float8)",
      `cast(${row}.5 as float8)`,
    ]),
  booleans: (random) => pick(random, ["true", "false", "null"]),
  moments: (random, row) =>
    `timestamp '2026-01-01' + interval '${Math.floor(random() * row)} seconds'`,
  decimals: (_, row) => `cast(${row}.25 as decimal(12, 2))`,
};

function select(random: Random, rows: number): string {
  const row = (index: number) =>
    Object.values(columns)
      .map((value) => value(random, index))
      .join(", ");
  const values = Array.from({ length: Math.max(rows, 1) }, (_, index) => `(${row(index)})`);
  const names = Object.keys(columns).join(", ");
  const end = rows === 0 ? " where 1 = 0" : "";
  return `select * from (values\n${values.join(",\n")}) as given (${names})${end}`;
}

const configs: readonly DataObject[] = [
  {},
  {},
  { severity: "warn" },
  { limit: 2 },
  { where: "repeated > 3" },
  { warn_if: "> 2", error_if: "> 4" },
  { fail_calc: "coalesce(count(*), 0) + 1" },
  { store_failures: true },
];

function properties(random: Random): string {
  const tests = (model: string) =>
    Object.keys(columns).map((name) => ({
      name,
      quote: random() < 0.5,
      data_tests: ["unique", "not_null"].map((kind) => ({
        [kind]: { name: `${kind}_${model}_${name}`, config: pick(random, configs) },
      })),
    }));
  const models = ["kept", "seen", "joined"].map((name) => ({ name, columns: tests(name) }));
  return JSON.stringify({ models });
}

const models = (random: Random, rows: number) => ({
  "models/kept.sql": `{{ config(materialized='table') }}\n${select(random, rows)}`,
  "models/seen.sql": "select * from {{ ref('kept') }}",
  "models/joined.sql":
    "select a.* from {{ ref('kept') }} a left join {{ ref('kept') }} b on a.repeated = b.dense",
});

let dir = "";
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Result {
  readonly unique_id: string;
  readonly status: string;
  readonly failures: number | null;
  readonly message: string | null;
  readonly adapter_response: DataObject;
  readonly compiled_code: string;
}

/** What the tests say, by their names, and how many statements were sent. */
async function outcomes(files: Readonly<Record<string, string>>, command: string) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const sql: string[] = [];
  const onEvent: Emit = (event) => {
    if (event.type === "sql") sql.push(event.sql);
  };
  const { problems } = await createProject({ dir, onEvent }).invoke([command, "--threads", "3"]);
  expect(problems).toEqual([]);
  const { results } = JSON.parse(readFileSync(join(dir, "target/run_results.json"), "utf8"));
  const said = (results as Result[])
    .filter(({ unique_id: id }) => id.startsWith("test."))
    .map(({ unique_id, status, failures, message, adapter_response, compiled_code }) => {
      const file = join(dir, "target/run/p/models/all.yml", `${unique_id.split(".")[2]}.sql`);
      const run = existsSync(file) ? readFileSync(file, "utf8") : undefined;
      return {
        unique_id,
        status,
        failures,
        message,
        adapter_response,
        compiled_code,
        run,
      };
    });
  return { said: said.sort((a, b) => a.unique_id.localeCompare(b.unique_id)), sql };
}

async function compare(credentials: DataObject, seed: number, rows: number): Promise<string[]> {
  const random = seededRandom(seed);
  dir = mkdtempSync(join(tmpdir(), "shortcuts-"));
  const project = {
    "dbt_project.yml": "name: p\nprofile: p\n",
    "profiles.yml": JSON.stringify({ p: { target: "dev", outputs: { dev: credentials } } }),
    "models/all.yml": properties(random),
    ...models(random, rows),
  };
  await outcomes(project, "run");
  const tested = await outcomes({}, "test");
  const built = await outcomes({}, "build");
  const plain = await outcomes({ "macros/plain.sql": plainMacro }, "test");
  expect(plain.said).toHaveLength(3 * 2 * Object.keys(columns).length);
  expect(tested.said).toEqual(plain.said);
  expect(built.said.filter(({ status }) => status !== "skipped")).toEqual(
    plain.said.filter(({ unique_id: id }) =>
      built.said.some((test) => test.unique_id === id && test.status !== "skipped"),
    ),
  );
  return tested.sql;
}

const sizes = [0, 1, 40, 300];

test.each(sizes)("tests say on DuckDB what their statements say, of %i rows", async (rows) => {
  const sql = await compare({ type: "duckdb", path: "p.duckdb" }, rows + 1, rows);
  expect(sql.some((each) => each.includes("bitstring_agg"))).toBe(rows > 0);
});

test.skipIf(!hasPostgres).each([...sizes, 4000])(
  "tests say on Postgres what their statements say, of %i rows",
  async (rows) => {
    await using database = await freshDatabase();
    const sql = await compare(database.credentials, rows + 1, rows);
    expect(sql.some((each) => each.includes("filter (where"))).toBe(true);
    expect(sql.some((each) => each.includes("count(distinct"))).toBe(rows > 1000);
  },
);

test.skipIf(!hasPostgres)(
  "a unique index of Postgres answers unique, unless it holds for some rows only",
  async () => {
    await using database = await freshDatabase();
    await database.query(`create table kept as select i as a, i as b, i as c, i / 2 as d, repeat('x', 100) as filler
    from generate_series(1, 10000) as i; create unique index on kept (a); create unique index on kept (b) where b > 5;
    create unique index on kept (c, d)`);
    await using adapter = await openAdapter("postgres", {
      credentials: database.credentials,
      baseDir: ".",
    });
    await using session = await adapter.connect("one");
    const asked = async (column: string) => {
      const sql: string[] = [];
      const ask = (text: string) => {
        sql.push(text);
        return session.execute(text, { fetch: true });
      };
      return [await adapter.proofs.isDistinct(ask, "public.kept", column), sql.length];
    };
    expect(await asked("a")).toEqual([true, 1]);
    expect(await asked("b")).toEqual([true, 2]);
    expect(await asked('"c"')).toEqual([true, 2]);
    expect(await asked("d")).toEqual([false, 2]);
  },
);
