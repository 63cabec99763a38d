/** What is checked and put right once all of a project is known. */
import { expect, test } from "vitest";
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
