/** A topic is read from wherever it is asked, once and whole, and says where it begins and ends. */
import { expect, test } from "vitest";
import { describeKafka, freshTopic } from "../../test/kafka/kafka-fixture.ts";
import { drain, openTopic, readOptions, valuesOf } from "../../test/kafka/read-topic.ts";

describeKafka("a Kafka source", () => {
  test("gives records with all they have", async () => {
    await using topic = await freshTopic();
    await topic.produce([
      { partition: 0, key: "k", value: "v", timestamp: 1_700_000_000_123, headers: { h: "x" } },
      { partition: 0, key: "k", value: null, timestamp: 1_700_000_000_124 },
    ]);
    await using source = await openTopic(topic);
    const [block] = await drain(source);
    expect(block).toMatchObject({
      topic: topic.name,
      partition: 0,
      from: 0,
      to: 2,
      skipped: 0,
      bytes: 3,
    });
    expect(block?.records).toEqual([
      {
        offset: 0,
        timestamp: 1_700_000_000_123,
        timestampType: "create",
        key: Buffer.from("k"),
        value: Buffer.from("v"),
        headers: [["h", Buffer.from("x")]],
      },
      {
        offset: 1,
        timestamp: 1_700_000_000_124,
        timestampType: "create",
        key: Buffer.from("k"),
        value: null,
        headers: [],
      },
    ]);
  });

  test("reads every partition, from any position", async () => {
    await using topic = await freshTopic({ partitions: 3 });
    const values = Array.from({ length: 300 }, (_, at) => `value ${at}`);
    await topic.produce(values.map((value, at) => ({ partition: at % 3, value })));
    await using source = await openTopic(topic);
    expect(valuesOf(await drain(source)).toSorted()).toEqual(values.toSorted());
    const rest = await drain(
      source,
      new Map([
        [0, 99],
        [1, 100],
        [2, 98],
      ]),
    );
    expect(valuesOf(rest).toSorted()).toEqual(["value 296", "value 297", "value 299"]);
  });

  test("says where partitions begin and end, and which topic it is", async () => {
    await using topic = await freshTopic({ partitions: 2 });
    await topic.produce([
      { partition: 1, value: "a" },
      { partition: 1, value: "b" },
    ]);
    await topic.admin.fetchTopicOffsets(topic.name);
    await topic.admin.deleteTopicRecords({
      topic: topic.name,
      partitions: [{ partition: 1, offset: "1" }],
    });
    await using source = await openTopic(topic);
    const state = await source.state();
    expect(state.incarnation).toMatch(/^[0-9a-f]{32}$/);
    expect(state.partitions).toEqual([
      { partition: 0, topic: topic.name, earliest: 0, latest: 0, written: 0 },
      { partition: 1, topic: topic.name, earliest: 1, latest: 2, written: 2 },
    ]);
  });
});

describeKafka("a position", () => {
  test("is the first offset that is not older than a time", async () => {
    await using topic = await freshTopic({ partitions: 2 });
    await topic.produce(
      [1000, 2000, 3000].map((timestamp) => ({ partition: 0, value: "x", timestamp })),
    );
    await using source = await openTopic(topic);
    expect(await source.offsetsAt(1500)).toEqual(
      new Map([
        [0, 1],
        [1, 0],
      ]),
    );
    expect(await source.offsetsAt(9000)).toEqual(
      new Map([
        [0, 3],
        [1, 0],
      ]),
    );
  });
  test("at the end waits for records, and no longer than told", async () => {
    await using topic = await freshTopic();
    await using source = await openTopic(topic);
    expect(await source.read(new Map([[0, 0]]), { maxBytes: 1000, maxWaitMs: 50 })).toEqual([]);
    const reading = source.read(new Map([[0, 0]]), { maxBytes: 1000, maxWaitMs: 30_000 });
    await topic.produce([{ partition: 0, value: "at last" }]);
    expect(valuesOf(await reading)).toEqual(["at last"]);
    const stop = new AbortController();
    const wait = { maxBytes: 1000, maxWaitMs: 30_000, signal: stop.signal };
    const stopped = source.read(new Map([[0, 1]]), wait);
    stop.abort();
    expect(await stopped).toEqual([]);
  });
});

describeKafka("a position that was landed or is gone", () => {
  test("is told with what is left of it", async () => {
    await using topic = await freshTopic();
    await topic.produce(["a", "b", "c"].map((value) => ({ partition: 0, value })));
    await topic.admin.fetchTopicOffsets(topic.name);
    await topic.admin.deleteTopicRecords({
      topic: topic.name,
      partitions: [{ partition: 0, offset: "2" }],
    });
    await using source = await openTopic(topic);
    const gone = (wanted: number) => ({
      name: "OffsetGone",
      partition: 0,
      wanted,
      earliest: 2,
      latest: 3,
    });
    await expect(source.read(new Map([[0, 1]]), readOptions)).rejects.toMatchObject(gone(1));
    await expect(source.read(new Map([[0, 9]]), readOptions)).rejects.toMatchObject(gone(9));
    expect(valuesOf(await source.read(new Map([[0, 2]]), readOptions))).toEqual(["c"]);
  });

  test("is shown to lag tools", async () => {
    await using topic = await freshTopic({ partitions: 2 });
    const noted = async () => {
      const groupId = "tsdbt.shop.clicks";
      const found = await topic.admin.fetchOffsets({ groupId, topics: [topic.name] });
      return found[0]?.partitions.map(({ partition, offset }) => [partition, offset]).toSorted();
    };
    // The first note of a cluster may come while it makes room for notes.
    await expect
      .poll(
        async () => {
          const source = await openTopic(topic);
          await source.noteCommitted?.(new Map([[0, 5]]));
          await source.noteCommitted?.(
            new Map([
              [0, 6],
              [1, 7],
            ]),
          );
          await source[Symbol.asyncDispose]();
          return await noted().catch(() => "not yet");
        },
        { timeout: 20_000 },
      )
      .toEqual([
        [0, "6"],
        [1, "7"],
      ]);
  });
});

describeKafka("a topic that changes", () => {
  test("that is created again is not read, whatever the position", async () => {
    await using topic = await freshTopic();
    await topic.produce([{ partition: 0, value: "old" }]);
    await using source = await openTopic(topic);
    const before = await source.state();
    await drain(source);
    await topic.admin.deleteTopics({ topics: [topic.name] });
    // The name is free when the brokers have forgotten it.
    const create = () =>
      topic.admin.createTopics({ topics: [{ topic: topic.name, numPartitions: 1 }] });
    while (!(await create().catch(() => false)));
    await topic.produce(["new 0", "new 1", "new 2"].map((value) => ({ partition: 0, value })));
    while (source.partitionsChanged?.() !== true) {
      expect(await source.read(new Map([[0, 1]]), readOptions)).toEqual([]);
    }
    const after = await source.state();
    expect(after.incarnation).not.toBe(before.incarnation);
    // Also when it was told: positions of the old topic mean nothing in the new one, which has a source of its own.
    expect(await source.read(new Map([[0, 1]]), readOptions)).toEqual([]);
    await using next = await openTopic(topic);
    expect(valuesOf(await drain(next))).toEqual(["new 0", "new 1", "new 2"]);
  });
});
