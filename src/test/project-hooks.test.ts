/** What on-run-start and on-run-end have in the manifest. */
import { expect, test } from "vitest";
import { manifestAfter, parsedManifest } from "./parsed-manifest.ts";

test("a hook of the project depends on what the hooks in the config of models call and read", async () => {
  const { nodes } = await parsedManifest({
    "dbt_project.yml":
      "name: shop\nprofile: p\nmodels:\n  +post-hook: '{{ granted() }}'\non-run-start: ['select 1', '{{ started() }}']\n",
    "macros/hooks.sql":
      "{% macro granted() %}select * from {{ ref('a') }}{% endmacro %}\n{% macro started() %}select 2{% endmacro %}\n",
    "seeds/a.csv": "id\n1\n",
  });
  expect(nodes["operation.shop.shop-on-run-start-0"].depends_on).toEqual({
    macros: ["macro.shop.granted"],
    nodes: ["seed.shop.a"],
  });
  expect(nodes["operation.shop.shop-on-run-start-1"].depends_on).toEqual({
    macros: ["macro.shop.started", "macro.shop.granted"],
    nodes: ["seed.shop.a"],
  });
});

test.each([
  ["parse", [0, 1]],
  ["compile", [0, 1]],
  ["run", [1, 2]],
])("hooks are counted from 1 once they have run: %s", async (command, counts) => {
  const { nodes } = await manifestAfter(command, {
    "dbt_project.yml": "name: shop\nprofile: p\non-run-start: ['select 1', 'select 2']\n",
    "models/a.sql": "select 1 as id",
  });
  const hooks = [0, 1].map((at) => nodes[`operation.shop.shop-on-run-start-${at}`].index);
  expect(hooks).toEqual(counts);
});
