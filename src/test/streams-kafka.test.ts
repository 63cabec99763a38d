/** Streams of a real topic, through the front door: what a loader does when the topic is not what it was. */
import { expect, test } from "vitest";
import type { AdapterType } from "../adapters/dialects.ts";
import { clicksProject, clicksSource, produceNumbered } from "./faults/clicks.ts";
import {
  describeKafka,
  freshTopic,
  hasSecureListeners,
  listenerOf,
  type TestTopic,
} from "./kafka/kafka-fixture.ts";
import { describeDatabases } from "./landing-fixture.ts";
import { hasPostgres } from "./postgres-database.ts";
import { idsOf, load, streamProject } from "./stream-project.ts";

const waiting = "max_wait: 20ms";

describeKafka("a topic as a stream", () => {
  test.each<AdapterType>(["duckdb", "postgres"])("lands in %s with its models", async (type) => {
    if (type === "postgres" && !hasPostgres) return;
    await using topic = await freshTopic({ partitions: 2 });
    await using on = await clicksProject(type, topic, { load: waiting });
    await produceNumbered(topic, 0, 5, 0);
    await produceNumbered(topic, 5, 5, 1);
    await load(on);
    await produceNumbered(topic, 10, 2, 1);
    await load(on);
    const all = Array.from({ length: 12 }, (_, id) => id);
    expect(await idsOf(on, "raw.clicks")).toEqual(all);
    expect(await idsOf(on, "silver")).toEqual(all);
    const { output } = await on.tsdbt("stream", "status", "--output", "json", "--quiet");
    expect(JSON.parse(output)).toMatchObject([{ lag: { 0: 0, 1: 0 } }]);
  });
});

describeKafka("a topic that is not what it was", () => {
  describeDatabases("for", (type) => {
    test("stops with 5 where retention took what was not read, or notes the gap", async () => {
      await using topic = await freshTopic();
      await using on = await clicksProject(type, topic, { load: waiting });
      await produceNumbered(topic, 0, 4);
      await load(on);
      await produceNumbered(topic, 4, 6);
      await topic.admin.fetchTopicOffsets(topic.name);
      const partitions = [{ partition: 0, offset: "7" }];
      await topic.admin.deleteTopicRecords({ topic: topic.name, partitions });
      expect(await load(on, 5)).toContain("STREAM_DATA_LOST");
      expect(await idsOf(on, "raw.clicks")).toEqual([0, 1, 2, 3]);
      on.write("models/shop.yml", clicksSource(topic.name, `${waiting}, on_data_loss: continue`));
      await load(on);
      expect(await idsOf(on, "silver")).toEqual([0, 1, 2, 3, 7, 8, 9]);
      expect(await on.query("select from_offset, to_offset from _tsdbt.stream_gaps")).toEqual([
        [4, 7],
      ]);
    });
  });

  test.each([2, 6])(
    "stops with 8 when it was created again with %i records after 4, or loads them beside what is there",
    async (count) => {
      await using topic = await freshTopic();
      await using on = await clicksProject("duckdb", topic, { load: waiting });
      await produceNumbered(topic, 0, 4);
      await load(on);
      await createAgain(topic);
      await produceNumbered(topic, 100, count);
      expect(await load(on, 8)).toContain("STREAM_RECREATED");
      on.write(
        "models/shop.yml",
        clicksSource(topic.name, `${waiting}, on_recreate: new_incarnation`),
      );
      await load(on);
      const both = [0, 1, 2, 3, ...Array.from({ length: count }, (_, id) => 100 + id)];
      expect(await idsOf(on, "raw.clicks")).toEqual(both);
      expect(await idsOf(on, "silver")).toEqual(both);
      expect((await on.tsdbt("run", "--select", "later", "--quiet")).code).toBe(0);
      expect(await idsOf(on, "later")).toEqual(both);
      expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
    },
  );
});

async function createAgain(topic: TestTopic): Promise<void> {
  await topic.admin.deleteTopics({ topics: [topic.name] });
  const anew = { topic: topic.name, numPartitions: 1, replicationFactor: 1 };
  await expect
    .poll(() => topic.admin.createTopics({ topics: [anew] }).catch(() => false), {
      timeout: 20_000,
    })
    .toBe(true);
}

describeKafka("a topic for trying things out", () => {
  test("is made and written by produce, and every line of the file arrives", async () => {
    await using other = await freshTopic();
    await using topic = { ...other, name: `${other.name}-made` };
    await using on = await clicksProject("duckdb", topic, { load: waiting });
    const lines = Array.from({ length: 2_500 }, (_, id) => JSON.stringify({ id, day: `d${id}` }));
    on.write("clicks.ndjson", `${lines.join("\n")}\n`);
    const said = await on.tsdbt(
      "stream",
      "produce",
      "--file",
      "clicks.ndjson",
      "--key-field",
      "day",
      "--create-topic",
      "3",
    );
    expect(said.output).toContain("was made, with 3 partitions");
    expect(said.output).toContain("2500 records produced");
    await load(on);
    expect(await idsOf(on, "silver")).toHaveLength(2_500);
  });

  test.skipIf(!hasSecureListeners)(
    "is written by nobody whose password is wrong: 11, as with every command",
    async () => {
      const sasl = { mechanism: "plain", username: "alice", password: "s3cret-and-wrong" };
      const shop_kafka = { type: "kafka", brokers: [listenerOf("sasl")], sasl };
      const files = {
        "models/shop.yml": clicksSource("clicks", waiting),
        "clicks.ndjson": '{"id": 1}\n',
      };
      await using on = await streamProject("duckdb", files, { shop_kafka });
      const commands = [["load"], ["stream", "produce", "--file", "clicks.ndjson"]];
      for (const words of [...commands, ["stream", "replay", "--from-timestamp", "2026-11-01"]]) {
        const { code, output } = await on.tsdbt(...words);
        expect([code, output]).toEqual([11, expect.stringContaining("KAFKA_LOGIN_REFUSED")]);
        expect(output).not.toContain("s3cret");
      }
    },
  );
});
