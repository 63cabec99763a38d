/** Faults of brokers of our own: damage on their disks, leaders that die, logs that are cut, compaction, new partitions. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCluster, type TestCluster } from "../../test/kafka/cluster.ts";
import { describeKafka, freshTopic, type TestTopic } from "../../test/kafka/kafka-fixture.ts";
import { drain, openTopic, readOptions, valuesOf } from "../../test/kafka/read-topic.ts";

const numbered = (count: number, first = 0, word = "value") =>
  Array.from({ length: count }, (_, at) => ({ partition: 0, value: `${word} ${first + at}` }));

describeKafka("one broker", () => {
  test("with a flipped bit on its disk is told of by the batch's offset", async () => {
    await using cluster = await startCluster();
    await using topic = await freshTopic({ brokers: cluster.brokers });
    await topic.produce(numbered(10));
    await topic.produce(numbered(10, 10));
    const [node] = cluster.nodes;
    await node?.stop();
    const folder = join(node?.logFolder ?? "", `${topic.name}-0`);
    const [log = ""] = readdirSync(folder).filter((file) => file.endsWith(".log"));
    const bytes = readFileSync(join(folder, log));
    bytes.writeUInt8(0x21, bytes.length - 4);
    writeFileSync(join(folder, log), bytes);
    await node?.start();
    await using source = await openTopic(topic);
    expect(valuesOf(await source.read(new Map([[0, 0]]), readOptions))).toHaveLength(10);
    const onward = async (): Promise<void> => {
      for (;;) await source.read(new Map([[0, 10]]), readOptions);
    };
    await expect(onward()).rejects.toMatchObject({
      code: "KAFKA_BATCH_CORRUPT",
      message: expect.stringContaining(`offset 10 of topic "${topic.name}", partition 0`),
    });
  });

  test("that is killed and comes back is read on", async () => {
    await using cluster = await startCluster();
    await using topic = await freshTopic({ brokers: cluster.brokers });
    await topic.produce(numbered(100));
    await using source = await openTopic(topic);
    expect(valuesOf(await drain(source))).toHaveLength(100);
    const [node] = cluster.nodes;
    await node?.kill();
    const away = async (): Promise<void> => {
      for (;;) await source.read(new Map([[0, 100]]), readOptions);
    };
    await expect(away()).rejects.toMatchObject({ code: "SOURCE_UNREACHABLE" });
    await node?.start();
    await topic.produce(numbered(10, 100));
    await expect
      .poll(() => source.read(new Map([[0, 100]]), readOptions).then(valuesOf, () => "away"), {
        timeout: 30_000,
      })
      .toEqual(numbered(10, 100).map(({ value }) => value));
  });
});

describeKafka("a broker", () => {
  test("with a compacted topic is read past its holes", async () => {
    const config = {
      "cleanup.policy": "compact",
      "segment.ms": "300",
      "min.cleanable.dirty.ratio": "0.001",
      "max.compaction.lag.ms": "500",
      "delete.retention.ms": "500",
      "file.delete.delay.ms": "0",
    };
    await using topic = await freshTopic({ config });
    const keyed = Array.from({ length: 200 }, (_, at) => ({
      partition: 0,
      key: `key ${at % 10}`,
      value: at < 190 ? `old ${at}` : at === 195 ? null : `last ${at}`,
    }));
    for (let at = 0; at < 200; at += 50) await topic.produce(keyed.slice(at, at + 50));
    await using source = await openTopic(topic);
    let extra = 0;
    await expect
      .poll(
        async () => {
          // A segment is compacted when it is not the one that is written.
          await topic.produce([{ partition: 0, key: "roller", value: `roll ${extra++}` }]);
          return valuesOf(await drain(source)).filter((value) => value.startsWith("old")).length;
        },
        { timeout: 60_000, interval: 400 },
      )
      .toBe(0);
    const blocks = await drain(source);
    expect(blocks.map(({ from }) => from)).toEqual([0, ...blocks.map(({ to }) => to)].slice(0, -1));
    const last = new Map(
      blocks.flatMap(({ records }) =>
        records.map(({ key, value }): [string, string | undefined] => [
          String(key),
          value?.toString(),
        ]),
      ),
    );
    const expected = keyed.slice(190).filter(({ value }) => value !== null);
    for (const { key, value } of expected) expect(last.get(key)).toBe(value);
    expect(blocks.some(({ skipped }) => skipped > 100)).toBe(true);
    // A position inside a hole costs one fetch, not many.
    const [hole] = await source.read(new Map([[0, 40]]), readOptions);
    expect(hole?.to).toBeGreaterThan(180);
  });

  test("to whose topic partitions are added says so within half a minute", async () => {
    await using topic = await freshTopic();
    await topic.produce(numbered(5));
    await using source = await openTopic(topic);
    await drain(source);
    await topic.admin.createPartitions({ topicPartitions: [{ topic: topic.name, count: 3 }] });
    const begun = Date.now();
    while (source.partitionsChanged?.() !== true) await source.read(new Map([[0, 5]]), readOptions);
    expect(Date.now() - begun).toBeLessThan(30_000);
    const { partitions } = await source.state();
    expect(partitions.map(({ partition, earliest }) => [partition, earliest])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });
});

describe("three brokers", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 3 });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  /** The node that leads partition 0, by its position in the cluster. */
  async function leaderOf(topic: TestTopic): Promise<number> {
    const { topics } = await topic.admin.fetchTopicMetadata({ topics: [topic.name] });
    return (topics[0]?.partitions[0]?.leader ?? 0) - 1;
  }

  test("whose leader dies between fetches are read on, each record once", async () => {
    await using topic = await freshTopic({ brokers: cluster.brokers, replicationFactor: 3 });
    await topic.produce(numbered(100));
    await using source = await openTopic(topic);
    const [first] = await source.read(new Map([[0, 0]]), readOptions);
    const leader = cluster.nodes[await leaderOf(topic)];
    await leader?.kill();
    await topic.produce(numbered(100, 100));
    const values = valuesOf(first === undefined ? [] : [first]);
    for (let at = first?.to ?? 0; at < 200; ) {
      for (const block of await source.read(new Map([[0, at]]), readOptions)) {
        at = block.to;
        values.push(...valuesOf([block]));
      }
    }
    expect(values).toEqual(numbered(200).map(({ value }) => value));
    await leader?.start();
  });

  test("that elect a leader which lacks what was read are found out", async () => {
    await using topic = await freshTopic({
      brokers: cluster.brokers,
      replicationFactor: 2,
      config: { "min.insync.replicas": "1", "unclean.leader.election.enable": "true" },
    });
    await topic.produce(numbered(20));
    const metadata = await topic.admin.fetchTopicMetadata({ topics: [topic.name] });
    const { leader = 0, replicas = [] } = metadata.topics[0]?.partitions[0] ?? {};
    const follower = replicas.find((replica) => replica !== leader) ?? 0;
    const [ahead, behind] = [cluster.nodes[leader - 1], cluster.nodes[follower - 1]];
    await behind?.kill();
    await topic.produce(numbered(10, 20, "lost"));
    await using source = await openTopic(topic);
    expect(valuesOf(await drain(source))).toHaveLength(30);
    await ahead?.kill();
    await behind?.start();
    await topic.produce(numbered(20, 20, "other"));
    const onward = async (): Promise<void> => {
      for (;;) await source.read(new Map([[0, 30]]), readOptions);
    };
    await expect(onward()).rejects.toMatchObject({
      name: "SourceDiverged",
      partition: 0,
      position: 30,
      divergesAt: 20,
    });
    await ahead?.start();
  });
});
