/** What one target takes from another: `clone` and `--defer`. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAdapter } from "../adapters/open.ts";
import { createProject } from "../index.ts";

let dir = "";
const database = { type: "duckdb", path: "shop.duckdb" };
const prod = { ...database, schema: "prod" };
const dev = { ...database, schema: "dev" };

const files = {
  "project.yml": "name: shop\nprofile: shop\n",
  "profiles.yml": JSON.stringify({ shop: { target: "prod", outputs: { prod, dev } } }),
  "seeds/raw.csv": "id\n1\n2\n",
  "models/orders.sql": "{{ config(materialized='table') }} select id from {{ ref('raw') }}",
  "models/inlined.sql": "{{ config(materialized='ephemeral') }} select id from {{ ref('orders') }}",
  "models/mart.sql":
    "select count(*) as n, '{{ ref('orders') }}' as read from {{ ref('inlined') }}",
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "deferring-"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  expect((await createProject({ dir }).invoke(["build"])).exitCode).toBe(0);
  cpSync(join(dir, "target"), join(dir, "state"), { recursive: true });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const invoke = (...args: string[]) =>
  createProject({ dir }).invoke([...args, "--target", "dev", "--state", "state"]);

async function rows(sql: string) {
  await using adapter = await openAdapter("duckdb", { credentials: dev, baseDir: dir });
  await using session = await adapter.connect("look");
  return (await session.execute(sql, { fetch: true })).rows;
}

const relationsInDev = () =>
  rows(
    "select table_name, table_type from information_schema.tables where table_schema = 'dev' order by 1",
  );

test("a model reads what is not selected and not there from the earlier run", async () => {
  const { exitCode } = await invoke("run", "--select", "mart", "--defer");
  expect(exitCode).toBe(0);
  expect(await rows("select n, read from dev.mart")).toEqual([[2, '"shop"."prod"."orders"']]);
  expect(await relationsInDev()).toEqual([["mart", "VIEW"]]);
});

test("clone puts a view of each table where it is missing, and leaves alone what is there", async () => {
  const { exitCode, outcomes } = await invoke("clone");
  expect(exitCode).toBe(0);
  expect(outcomes.map(({ nodeId, message }) => [nodeId, message]).sort()).toEqual([
    ["model.shop.mart", "No-op"],
    ["model.shop.orders", "OK"],
    ["seed.shop.raw", "OK"],
  ]);
  expect(await relationsInDev()).toEqual([
    ["mart", "VIEW"],
    ["orders", "VIEW"],
    ["raw", "VIEW"],
  ]);
});

test("a relation that is there is read, unless the earlier run is favored", async () => {
  await invoke("run", "--select", "mart", "--defer");
  expect(await rows("select read from dev.mart")).toEqual([['"shop"."dev"."orders"']]);
  await invoke("run", "--select", "mart", "--defer", "--favor-state");
  expect(await rows("select read from dev.mart")).toEqual([['"shop"."prod"."orders"']]);
});

test("--defer-state beats --state", async () => {
  const { problems } = await invoke("run", "--defer", "--defer-state", "elsewhere");
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(/^STATE_NOT_FOUND .*elsewhere/),
  ]);
});
