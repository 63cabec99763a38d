/** What is checked and put right once all of a project is known. */
import { expect, test } from "vitest";
import { createProject, type Event } from "../index.ts";
import { folderWith } from "../project/settings/temporary-project.test.support.ts";
import { parsedManifest } from "./parsed-manifest.ts";

test("begin is a moment where batches start from it, and as written elsewhere", async () => {
  const settings = "event_time='day', batch_size='day', begin='2026-01-01'";
  const { nodes } = await parsedManifest({
    "dbt_project.yml": "name: shop\nprofile: p\n",
    "models/all.sql": `{{ config(${settings}) }} select 1 as day`,
    "models/batches.sql": `{{ config(${settings}, materialized='incremental', incremental_strategy='microbatch') }} select 1 as day`,
  });
  expect(nodes["model.shop.all"].config.begin).toBe("2026-01-01");
  expect(nodes["model.shop.batches"].config.begin).toBe("2026-01-01T00:00:00");
});

test("a key that begins with x- may hold anchors, without a warning", async () => {
  const warned: string[] = [];
  const dir = folderWith({
    "profiles.yml": "p:\n  outputs:\n    default: {type: duckdb}\n",
    "dbt_project.yml": "name: shop\nprofile: p\n",
    "models/orders.sql": "select 1 as id\n",
    "models/m.yml":
      "x-common: &common {meta: {owner: me}}\ny-common: {}\nmodels: [{name: orders, config: *common}]\n",
  });
  const onEvent = (event: Event) => {
    if (event.type === "warning") warned.push(event.problem.message);
  };
  await createProject({ dir, onEvent }).invoke(["parse"]);
  expect(warned).toEqual(['Nothing reads the key "y-common" of a properties file.']);
});
