/** How the batches of a microbatch model share the workers of a run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAdapter } from "../adapters/open.ts";
import { createProject, type Event } from "../index.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "microbatch-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const credentials = { type: "duckdb", path: "a.duckdb", schema: "main" };
const window = ["--event-time-start", "2026-01-01", "--event-time-end", "2026-01-09"];

interface Batch {
  readonly name: string;
  readonly wasAlone: boolean;
}

/** Runs eight batches, and says which of them met others. */
async function run(name: string, config: string, query = "", threads = 4, more = {}) {
  const dir = join(folder, name);
  const files = {
    "project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": JSON.stringify({ shop: { target: "t", outputs: { t: credentials } } }),
    "models/events.sql":
      "{{ config(materialized='table', event_time='happened') }} select range as id, timestamp '2026-01-01' + interval (range) hour as happened from range(192)",
    "models/daily.sql": `{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened', batch_size='day', begin='2026-01-01'${config}) }}
select id, happened, (select sum(range) from range(300000)) as work from {{ ref('events') }} ${query}`,
    ...more,
  };
  for (const [file, text] of Object.entries<string>(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  const running = new Set<string>();
  const met = new Map<string, boolean>();
  const onEvent = (event: Event) => {
    if (event.type === "batch-finished") running.delete(event.batch);
    if (event.type !== "batch-started") return;
    running.add(event.batch);
    for (const batch of running) met.set(batch, met.get(batch) === true || running.size > 1);
  };
  const project = createProject({ dir, onEvent });
  const { outcomes } = await project.invoke(["run", "--threads", String(threads), ...window]);
  const batches = [...met].map(([batch, others]): Batch => ({ name: batch, wasAlone: !others }));
  return { dir, batches, outcome: outcomes.at(-1) };
}

const alone = (batches: readonly Batch[]) =>
  batches.filter(({ wasAlone }) => wasAlone).map(({ name }) => name);

test("batches between the first and the last run at the same time", async () => {
  const { dir, batches, outcome } = await run("together", "");
  expect(batches).toHaveLength(8);
  expect(alone(batches)).toEqual(expect.arrayContaining(["2026-01-01", "2026-01-08"]));
  expect(alone(batches).length).toBeLessThan(8);
  expect(outcome?.batchResults?.successful.map(([start]) => new Date(start).getUTCDate())).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8,
  ]);
  await using adapter = await openAdapter("duckdb", { credentials, baseDir: dir });
  await using session = await adapter.connect("look");
  const sql = "select count(*), count(distinct id) from daily";
  expect((await session.execute(sql, { fetch: true })).rows).toEqual([[192, 192]]);
});

test.each([
  ["concurrent_batches is false", ", concurrent_batches=false", "", 4],
  ["the query mentions its own table", "", "{# #}{% if false %}{{ this }}{% endif %}", 4],
  ["there is one worker", "", "", 1],
])("each batch runs alone when %s", async (name, config, query, threads) => {
  const { batches } = await run(name.replaceAll(" ", "-"), config, query, threads);
  expect(alone(batches)).toHaveLength(8);
});

test("a word for concurrent batches beats the mention of the own table", async () => {
  const { batches } = await run("forced", ", concurrent_batches=true", "-- {{ this }}");
  expect(alone(batches).length).toBeLessThan(8);
});

test("batches that want to write the same comment do so one after the other", async () => {
  const docs = ", persist_docs={'relation': true, 'columns': true}";
  const { batches, outcome } = await run("commented", docs, "", 4, {
    "models/daily.yml":
      "models:\n  - name: daily\n    description: days\n    columns: [{name: id, description: key}]\n",
  });
  expect(batches).toHaveLength(8);
  expect(outcome?.status, outcome?.message ?? "").toBe("success");
  expect(outcome?.batchResults?.successful).toHaveLength(8);
});

test("a batch that fails between others is named with the place of its own mistake", async () => {
  const broken = "{% if model.batch.id == '20260104' %}where nope{% endif %}";
  const { outcome } = await run("broken", "", broken);
  expect(outcome?.status).toBe("partial success");
  expect(outcome?.problem).toMatchObject({ at: { file: "models/daily.sql", line: 2 } });
  expect(outcome?.batchResults?.failed).toHaveLength(1);
});
