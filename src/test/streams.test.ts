/** Models follow a stream: in the transaction of each batch, or later, and each record reaches each of them once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeDatabases } from "./landing-fixture.ts";
import { load, type StreamProject, streamProject } from "./stream-project.ts";

const clicks = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: from + index,
    day: `d${(from + index) % 7}`,
  }));

/** Rows and distinct rows of each table, and what the mart adds up to. */
async function sums(on: StreamProject) {
  const { code, output } = await on.tsdbt("run", "--select", "later", "--quiet");
  expect(code, output).toBe(0);
  const [row] = await on.query(`select
    (select count(*) from raw.clicks), (select count(distinct id) from raw.clicks),
    (select count(*) from silver), (select count(distinct id) from silver),
    (select sum(clicks) from daily), (select sum(total) from daily),
    (select count(*) from later), (select count(distinct id) from later)`);
  return row?.map(Number);
}

const expected = (rows: number) => [
  rows,
  rows,
  rows,
  rows,
  rows,
  (rows * (rows - 1)) / 2,
  rows,
  rows,
];

describeDatabases("models below a stream", (type) => {
  test("see each record once, however it came", async () => {
    await using on = await streamProject(type);
    on.append("a.ndjson", clicks(0, 250));
    await load(on);
    expect(await sums(on)).toEqual(expected(250));
    on.append("a.ndjson", clicks(250, 30));
    on.append("b.ndjson", clicks(280, 120));
    await load(on);
    expect(await sums(on)).toEqual(expected(400));
    const rebuilt = await on.tsdbt("run", "--full-refresh");
    expect(rebuilt.code, rebuilt.output).toBe(0);
    on.append("b.ndjson", clicks(400, 1));
    await load(on);
    expect(await sums(on)).toEqual(expected(401));
  });

  test("take nothing of a batch whose test fails, and all of it once it is mended", async () => {
    const strict =
      "{{ config(stream='inline') }}\nselect * from {{ ref('silver') }} where id > 100";
    await using on = await streamProject(type, { "tests/small.sql": strict });
    on.append("a.ndjson", clicks(0, 50));
    await load(on);
    on.append("a.ndjson", clicks(50, 150));
    const failed = await on.tsdbt("load");
    expect(failed.output).toContain("STREAM_TEST_FAILED");
    expect(failed.code).toBe(9);
    on.write("tests/small.sql", strict.replace("100", "1000"));
    await load(on);
    expect(await sums(on)).toEqual(expected(200));
  });

  test("take nothing of a batch with SQL that fails, which is tried four times, and all of it once it is mended", async () => {
    await using on = await streamProject(type);
    on.append("a.ndjson", clicks(0, 50));
    await load(on);
    const silver = readFileSync(join(on.dir, "models/silver.sql"), "utf8");
    on.write("models/silver.sql", `${silver} and nothing = 1`);
    on.append("a.ndjson", clicks(50, 150));
    const failed = await on.tsdbt("load");
    expect(failed.output).toContain("STREAM_MODEL_FAILED");
    expect(failed.code, failed.output).toBe(9);
    expect(failed.output.match(/STREAM_TROUBLE/g)).toHaveLength(3);
    expect(await on.query("select count(*) from raw.clicks")).toEqual([[50]]);
    on.write("models/silver.sql", silver);
    await load(on);
    expect(await sums(on)).toEqual(expected(200));
  });

  test("are built by a loader that runs on until it is told to stop", async () => {
    await using on = await streamProject(type);
    on.append("a.ndjson", clicks(0, 10));
    const streaming = on.tsdbt("stream", "--metrics-port", "0", "--release", "between_batches");
    const count = async () => {
      const [row] = await on.query("select count(*) from silver").catch(() => []);
      return Number(row?.[0] ?? -1);
    };
    if (type === "postgres") {
      await expect.poll(count, { timeout: 20_000 }).toBe(10);
      on.append("a.ndjson", clicks(10, 5));
      await expect.poll(count, { timeout: 20_000 }).toBe(15);
    }
    setTimeout(on.interrupt, type === "postgres" ? 0 : 1500);
    expect(await streaming).toMatchObject({ code: 0 });
    const rows = type === "postgres" ? 15 : 10;
    expect(await sums(on)).toEqual(expected(rows));
  });
});

test("STREAM_PUBLISHED_TOGETHER: a run published as one takes no models that read what is new", async () => {
  await using on = await streamProject("duckdb");
  on.append("a.ndjson", clicks(0, 3));
  await load(on);
  const { code, output } = await on.tsdbt("run", "--publish", "together");
  expect(output).toContain("STREAM_PUBLISHED_TOGETHER");
  expect(code).toBe(2);
});

describeDatabases("a stream's books", (type) => {
  test("tell where it stands, agree with its table, and can be turned back", async () => {
    await using on = await streamProject(type);
    on.append("a.ndjson", clicks(0, 150));
    on.append("b.ndjson", [{ id: "none", day: "d1" }]);
    await load(on);
    const status = await on.tsdbt("stream", "status", "--output", "json", "--quiet");
    expect(JSON.parse(status.output)).toMatchObject([
      { stream: "shop.clicks", epoch: 1, loaded: true, deadLetters: {} },
    ]);
    const agreed = await on.tsdbt("stream", "reconcile");
    expect(agreed.output).toContain("151 records = 151 rows");
    expect(agreed.code).toBe(0);
    const back = await on.tsdbt("stream", "replay", "--from-offset", "0:0");
    expect(back.output).toContain("150 rows and 0 dead letters removed");
    await load(on);
    expect(await on.query("select count(*), count(distinct _offset) from raw.clicks")).toEqual([
      [151, 150],
    ]);
    expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
  });

  test("list dead letters, and take those that can be read after a change", async () => {
    const strict = "max_rows: 100, contract: strict, max_dlq_ratio: 1";
    await using on = await streamProject(type);
    const declaration = (more: string) =>
      `sources: [{name: shop, schema: raw, tables: [{name: clicks, config: {load: {connection: replay, path: data/*.ndjson, ${more}}},
        columns: [{name: id, data_type: bigint}, {name: day, data_type: varchar}]}]}]`;
    on.write("models/shop.yml", declaration(strict));
    on.append("a.ndjson", [
      { id: 1, day: "d1" },
      { id: 2, day: "d1", more: 3 },
    ]);
    await load(on);
    expect((await on.tsdbt("run", "--select", "later", "--quiet")).code).toBe(0);
    const listed = await on.tsdbt("stream", "dlq", "list", "--error", "NEW_FIELD");
    expect(listed.output).toContain("NEW_FIELD");
    on.write("models/shop.yml", declaration("contract: capture"));
    const retried = await on.tsdbt("stream", "dlq", "retry");
    expect(retried.output, retried.output).toContain("1 of 1 dead letter became rows");
    expect((await on.tsdbt("run", "--select", "later", "--quiet")).code).toBe(0);
    expect((await on.tsdbt("run", "--select", "later", "--quiet")).code).toBe(0);
    expect(await on.query("select id from later order by 1")).toEqual([[1], [2]]);
    expect((await on.tsdbt("run", "--full-refresh", "--quiet")).code).toBe(0);
    expect((await on.tsdbt("run", "--quiet")).code).toBe(0);
    expect(await on.query("select id from later order by 1")).toEqual([[1], [2]]);
    expect(await on.query("select count(*), cast(sum(clicks) as integer) from daily")).toEqual([
      [1, 2],
    ]);
    expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
  });
});
