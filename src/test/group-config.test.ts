/** What a group has as its config. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProject } from "../index.ts";

let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "group-config-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("a group has the rendered config of the models of its folder, without hooks", async () => {
  mkdirSync(join(dir, "models/marts"), { recursive: true });
  const files = {
    "dbt_project.yml": `name: shop
profile: p
models:
  +materialized: "{{ 'table' if target.name == 'default' else 'view' }}"
  +post-hook: select 1
  +tags: [all]
  shop:
    marts:
      +tags: [some]
      +pre_hook: select 2
`,
    "profiles.yml": "p:\n  outputs:\n    default: {type: duckdb}\n",
    "models/marts/groups.yml":
      "groups:\n  - name: sales\n    owner: {name: Ann}\n    config: {meta: {a: 1}}\n",
    "models/marts/orders.sql": "select 1 as id\n",
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
  const { problems } = await createProject({ dir }).invoke(["parse"]);
  expect(problems).toEqual([]);
  const { groups } = JSON.parse(readFileSync(join(dir, "target", "manifest.json"), "utf8"));
  expect(groups["group.shop.sales"].config).toEqual({
    meta: { a: 1 },
    materialized: "table",
    tags: ["some"],
  });
});
