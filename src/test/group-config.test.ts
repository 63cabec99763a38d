/** What a group has as its config. */
import { expect, test } from "vitest";
import { parsedManifest } from "./parsed-manifest.ts";

test("a group has the rendered config of the models of its folder, without hooks", async () => {
  const { groups } = await parsedManifest({
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
    "models/marts/groups.yml":
      "groups:\n  - name: sales\n    owner: {name: Ann}\n    config: {meta: {a: 1}}\n",
    "models/marts/orders.sql": "select 1 as id\n",
  });
  expect(groups["group.shop.sales"].config).toEqual({
    meta: { a: 1 },
    materialized: "table",
    tags: ["some"],
  });
});
