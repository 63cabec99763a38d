/** What holds of every run, however many workers it has and however it ends. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAdapter } from "../adapters/open.ts";
import { createProject, type Event } from "../index.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "running-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const credentials = { type: "duckdb", path: "a.duckdb", schema: "main" };

/** A project of these files on a database of its own. */
function projectOf(name: string, files: Readonly<Record<string, string>>): string {
  const dir = join(folder, name);
  const profile = { target: "t", outputs: { t: credentials } };
  const own = { "project.yml": "name: shop\nprofile: shop\n" };
  const all = { ...own, "profiles.yml": JSON.stringify({ shop: profile }), ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  return dir;
}

async function rows(dir: string, sql: string) {
  await using adapter = await openAdapter("duckdb", { credentials, baseDir: dir });
  await using session = await adapter.connect("look");
  return (await session.execute(sql, { fetch: true })).rows;
}

/** Layers of models that all read the layer before, a broken one and a failing test among them. */
function layered(): Record<string, string> {
  const files: Record<string, string> = {};
  for (let layer = 0; layer < 6; layer += 1) {
    for (let index = 0; index < 8; index += 1) {
      const refs = [0, 1, 2].map((step) => `{{ ref('m_${layer - 1}_${(index + step) % 8}') }}`);
      const query =
        layer === 0
          ? `select ${index} as n`
          : `select n from ${refs.join(" union all select n from ")}`;
      const broken = layer === 3 && index === 5 ? " where nope" : "";
      const kind = index % 2 === 0 ? "table" : "view";
      files[`models/m_${layer}_${index}.sql`] =
        `{{ config(materialized='${kind}') }} ${query}${broken}`;
    }
  }
  files["tests/failing.sql"] = "select * from {{ ref('m_1_1') }}";
  return files;
}

test("many workers give the result of one", async () => {
  const results: unknown[] = [];
  for (const threads of ["1", "8"]) {
    const dir = projectOf(`threads-${threads}`, layered());
    const { outcomes } = await createProject({ dir }).invoke(["build", "--threads", threads]);
    const statuses = outcomes.map(({ nodeId, status }) => `${nodeId} ${status}`).sort();
    const relations = await rows(
      dir,
      "select table_name, table_type from information_schema.tables order by all",
    );
    results.push({ statuses, relations });
  }
  expect(results[1]).toEqual(results[0]);
});

describe("a run that is interrupted", () => {
  const slow =
    "select count(*) as n from range(100000000) a, range(1000) b where a.range > b.range";

  test("stops the statement that runs, skips the rest and writes its results", async () => {
    const dir = projectOf("interrupted", {
      "models/slow.sql": `{{ config(materialized='table') }} ${slow}`,
      "models/after.sql": "select * from {{ ref('slow') }}",
    });
    const stop = new AbortController();
    const onEvent = (event: Event) => {
      if (event.type === "sql" && event.sql.includes("range(1000)"))
        setImmediate(() => stop.abort());
    };
    const project = createProject({ dir, onEvent });
    const { exitCode, outcomes } = await project.invoke(["run"], { signal: stop.signal });
    expect(exitCode).toBe(2);
    expect(outcomes.map(({ nodeId, status }) => [nodeId, status])).toEqual([
      ["model.shop.slow", "skipped"],
      ["model.shop.after", "skipped"],
    ]);
    const written = JSON.parse(readFileSync(join(dir, "target", "run_results.json"), "utf8"));
    expect(written.results).toHaveLength(2);
    expect(await rows(dir, "select count(*) from information_schema.tables")).toEqual([[0]]);
  });
});

describe("changes to a table", () => {
  const failing = (how: string): Record<string, string> => ({
    "models/orders.sql": `{{ config(materialized='${how}', unique_key='id', post_hook="{{ 'select 1' if var('good', true) else 'select nope' }}") }}
      select 1 as id, {{ var('n', 1) }} as n`,
  });

  test.each(["table", "view", "incremental"])(
    "a %s whose last step fails stays as it was",
    async (how) => {
      const dir = projectOf(`failing-${how}`, failing(how));
      const project = createProject({ dir });
      expect((await project.invoke(["run"])).exitCode).toBe(0);
      const again = await project.invoke(["run", "--vars", "{good: false, n: 2}"]);
      expect(again.outcomes.map(({ status }) => status)).toEqual(["error"]);
      expect(await rows(dir, "select n from orders")).toEqual([[1]]);
    },
  );

  test("a snapshot whose last step fails keeps its history whole", async () => {
    const dir = projectOf("failing-snapshot", {
      "models/orders.sql": "select 1 as id, {{ var('n', 1) }} as n",
      "snapshots/history.yml": `snapshots:
  - name: history
    relation: ref('orders')
    config:
      strategy: check
      unique_key: id
      check_cols: [n]
      post-hook: "{{ 'select 1' if var('good', true) else 'select nope' }}"
`,
    });
    const project = createProject({ dir });
    expect((await project.invoke(["build"])).exitCode).toBe(0);
    await project.invoke(["build", "--vars", "{good: false, n: 2}"]);
    expect(await rows(dir, "select n, dbt_valid_to is null from history")).toEqual([[1, true]]);
  });
});

test("a node depends on the macros that it called, not on those that the engine called for it", async () => {
  const dir = projectOf("called-macros", {
    "models/a.sql": "{{ config(schema='own') }} select 1 as id",
    "models/m.yml":
      "models: [{name: a, columns: [{name: id, data_tests: [unique]}]}]\n" +
      "unit_tests: [{name: u, model: b, given: [{input: ref('a'), rows: [{id: 1}]}], expect: {rows: [{id: 1}]}}]\n",
    "models/b.sql": "select id from {{ ref('a') }}",
  });
  await createProject({ dir }).invoke(["build"]);
  const manifest = JSON.parse(readFileSync(join(dir, "target", "manifest.json"), "utf8"));
  const all: Record<string, { depends_on: { macros: string[] } }> = {
    ...manifest.nodes,
    ...manifest.unit_tests,
  };
  const macros = (start: string) =>
    Object.entries(all).find(([id]) => id.startsWith(start))?.[1].depends_on.macros;
  expect(macros("model.shop.a")).toEqual([]);
  expect(macros("unit_test.shop.b.u")).toEqual([]);
  expect(macros("test.shop.unique_a_id")?.toSorted()).toEqual([
    "macro.dbt.get_limit_subquery_sql",
    "macro.dbt.get_where_subquery",
    "macro.dbt.should_store_failures",
    "macro.dbt.statement",
    "macro.dbt.test_unique",
  ]);
});

test("packages find the project's name and its dependencies behind builtins.ref", async () => {
  const dir = projectOf("reference-config", {
    "models/a.sql":
      "select '{{ builtins.ref.config.project_name }}' as name, " +
      "{{ builtins.ref.config.dependencies | length }} as packages",
  });
  await createProject({ dir }).invoke(["run"]);
  expect(await rows(dir, "select name, packages from a")).toEqual([["shop", 1]]);
});
