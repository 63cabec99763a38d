/** What on-run-start and on-run-end have in the manifest. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProject } from "../index.ts";

let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "project-hooks-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("a hook of the project depends on what the hooks in the config of models call and read", async () => {
  for (const folder of ["macros", "seeds"]) mkdirSync(join(dir, folder));
  const files = {
    "dbt_project.yml":
      "name: shop\nprofile: p\nmodels:\n  +post-hook: '{{ granted() }}'\non-run-start: ['select 1', '{{ started() }}']\n",
    "profiles.yml": "p:\n  outputs:\n    default: {type: duckdb}\n",
    "macros/hooks.sql":
      "{% macro granted() %}select * from {{ ref('a') }}{% endmacro %}\n{% macro started() %}select 2{% endmacro %}\n",
    "seeds/a.csv": "id\n1\n",
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
  const { problems } = await createProject({ dir }).invoke(["parse"]);
  expect(problems).toEqual([]);
  const { nodes } = JSON.parse(readFileSync(join(dir, "target", "manifest.json"), "utf8"));
  expect(nodes["operation.shop.shop-on-run-start-0"].depends_on).toEqual({
    macros: ["macro.shop.granted"],
    nodes: ["seed.shop.a"],
  });
  expect(nodes["operation.shop.shop-on-run-start-1"].depends_on).toEqual({
    macros: ["macro.shop.started", "macro.shop.granted"],
    nodes: ["seed.shop.a"],
  });
});
