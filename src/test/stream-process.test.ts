/** The loader as a process beside others, on a real topic: what it holds, gives away, remembers, and how much it takes. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  clicksProject,
  clicksSource,
  expectWhole,
  loadAll,
  produceClicks,
  produceNumbered,
} from "./faults/clicks.ts";
import { startStream } from "./faults/running-stream.ts";
import { describeKafka, freshTopic } from "./kafka/kafka-fixture.ts";
import { describeDatabases } from "./landing-fixture.ts";
import { idsOf, load } from "./stream-project.ts";

describeKafka("a database that lost everything", () => {
  test("is not begun anew unless that is said", async () => {
    await using topic = await freshTopic();
    await using on = await clicksProject("duckdb", topic);
    await produceNumbered(topic, 0, 4);
    await load(on);
    const loadIntoNothing = () => {
      rmSync(join(on.dir, "warehouse.duckdb"));
      return on.tsdbt("load");
    };
    // The first note of a cluster may come while it makes room for notes, and is then lost.
    let refused = await loadIntoNothing();
    if (refused.code === 0) refused = await loadIntoNothing();
    expect(refused.output).toContain("STREAM_TARGET_EMPTY");
    expect(refused.code).toBe(4);
    expect((await on.tsdbt("load", "--init")).code).toBe(0);
    expect(await idsOf(on, "silver")).toEqual([0, 1, 2, 3]);
  });
});

describeKafka("a DuckDB file that a loader gives away between batches", () => {
  test("is read by others, while records come all the time and when there are none", async () => {
    await using topic = await freshTopic({ partitions: 2 });
    await using on = await clicksProject("duckdb", topic);
    await using stream = await startStream(on.dir, "--release", "between_batches");
    const producing = produceClicks(topic, { partitions: 2, perSecond: 200 });
    const look = ["show", "--inline", "select count(*) as n from {{ ref('silver') }}"];
    const seen = async (): Promise<number> => {
      const { code, output } = await on.tsdbt(...look, "--output", "json", "--quiet");
      expect(code, output).toBe(0);
      return (JSON.parse(output) as { show: { n: number }[] }).show[0]?.n ?? -1;
    };
    await expect.poll(seen, { timeout: 20_000 }).toBeGreaterThan(200);
    const before = await seen();
    await expect.poll(seen, { timeout: 20_000 }).toBeGreaterThan(before + 200);
    await producing.stop();
    await expect.poll(seen, { timeout: 20_000 }).toBe(producing.sent);
    stream.signal("SIGTERM");
    expect(await stream.ended, stream.said()).toBe(0);
    await expectWhole(on, topic, producing);
  });
});

describeKafka("a message of 20 MB", () => {
  test.each([
    ["is a dead letter above the limit", "", [0, 1]],
    ["is a row below it", ", max_value_bytes: 30MB", [1, 0]],
  ] as const)("%s, and memory stays bounded", async (_, more, expected) => {
    await using topic = await freshTopic({ config: { "max.message.bytes": "40000000" } });
    await using on = await clicksProject("duckdb", topic);
    on.write(
      "models/shop.yml",
      clicksSource(topic.name, `max_wait: 20ms, max_dlq_ratio: 1${more}`),
    );
    await using stream = await startStream(on.dir);
    await produceNumbered(topic, 0, 1);
    const large = JSON.stringify({ id: 1, day: "d1", note: "x".repeat(20_000_000) });
    await topic.produce([{ partition: 0, value: large }]);
    await produceNumbered(topic, 2, 1);
    const metric = /tsdbt_stream_records_total\S* 3\b/;
    await expect
      .poll(async () => metric.test(await stream.metrics()), { timeout: 30_000 })
      .toBe(true);
    const peak = stream.memory()?.peak ?? 0;
    stream.signal("SIGTERM");
    expect(await stream.ended, stream.said()).toBe(0);
    expect(peak).toBeLessThan(512 * 1024 * 1024);
    expect(await idsOf(on, "silver")).toEqual(expected[0] === 1 ? [0, 1, 2] : [0, 2]);
    expect(
      await on.query("select error_code, value_bytes, length(value_sha256) from _tsdbt.stream_dlq"),
    ).toEqual(expected[1] === 1 ? [["TOO_LARGE", large.length, 64]] : []);
  });
});

describeKafka("duplicates by key", () => {
  describeDatabases("into", (type) => {
    test("are left out and counted, within a batch, across batches, and across a killed loader", async () => {
      await using topic = await freshTopic();
      await using on = await clicksProject(type, topic);
      on.write(
        "models/shop.yml",
        clicksSource(topic.name, "max_wait: 20ms, dedupe: {columns: id, within: 48h}"),
      );
      await topic.produce([0, 1, 0].map((id) => ({ partition: 0, value: JSON.stringify({ id }) })));
      await load(on);
      await topic.produce([1, 2].map((id) => ({ partition: 0, value: JSON.stringify({ id }) })));
      await using stream = await startStream(on.dir);
      const rows = /tsdbt_stream_rows_total\S* 1\b/;
      await expect
        .poll(async () => rows.test(await stream.metrics()), { timeout: 20_000 })
        .toBe(true);
      stream.signal("SIGKILL");
      await stream.ended;
      await topic.produce([2, 3].map((id) => ({ partition: 0, value: JSON.stringify({ id }) })));
      await loadAll(on);
      expect(await idsOf(on, "raw.clicks")).toEqual([0, 1, 2, 3]);
      expect(await idsOf(on, "silver")).toEqual([0, 1, 2, 3]);
      const counted = "select cast(sum(duplicates) as integer) from _tsdbt.stream_batches";
      expect((await on.query(counted)).map((row) => row.map(Number))).toEqual([[3]]);
      expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
    });
  });
});
