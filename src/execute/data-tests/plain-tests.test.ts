import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProject } from "../../index.ts";

const properties = `models:
  - name: base
    columns:
      - name: id
        quote: true
        data_tests:
          - unique
          - not_null
          - unique: {name: only_some, config: {where: "id > 1"}}
          - not_null: {name: kept, config: {store_failures: true}}
      - name: other
        data_tests: [unique, not_null]
`;

const files: Readonly<Record<string, string>> = {
  "dbt_project.yml": "name: plain\nprofile: p\n",
  "profiles.yml": "p:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: plain.duckdb}\n",
  "models/base.sql": "select 1 as id, 2 as other",
  "models/base.yml": properties,
};

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "plain-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Compiled {
  readonly compiled_code: string;
  readonly depends_on: { readonly macros: readonly string[] };
}

/** What compiling gives for the project's tests, by name. */
async function compiled(more: Readonly<Record<string, string>> = {}) {
  for (const [file, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  const { problems } = await createProject({ dir }).invoke(["compile"]);
  expect(problems).toEqual([]);
  const { nodes } = JSON.parse(readFileSync(join(dir, "target/manifest.json"), "utf8"));
  const tests = Object.entries(nodes as Record<string, Compiled>).filter(([id]) =>
    id.startsWith("test."),
  );
  return new Map(
    tests.map(([id, { compiled_code, depends_on }]) => [
      id.split(".")[2],
      { sql: compiled_code, macros: depends_on.macros },
    ]),
  );
}

/** Macros that do what the built-in ones do, which have to be called because the project might do anything in them. */
const asMacros = `{% macro should_store_failures() %}{{ return(dbt.should_store_failures()) }}{% endmacro %}`;

test("the SQL of plain tests is what their macros write", async () => {
  const plain = await compiled();
  const called = await compiled({ "macros/own.sql": asMacros });
  expect(plain.get("not_null_base_other")?.sql).toContain("where other is null");
  expect(plain.get("unique_base__id_")?.sql).toContain('where "id" is not null');
  expect(plain.get("only_some")?.sql).toContain("id > 1");
  expect(plain.get("kept")?.sql).toContain("select *");
  expect(plain).toEqual(called);
});

test("a test macro of the project is called for each test", async () => {
  const own = `{% macro default__test_not_null(model, column_name) %}select {{ model.identifier | upper }}, {{ column_name | length }}{% endmacro %}`;
  const tests = await compiled({ "macros/own.sql": own });
  expect(tests.get("not_null_base_other")?.sql.trim()).toBe("select BASE, 5");
});
