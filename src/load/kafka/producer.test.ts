/** What is produced is there, in order, and what cannot be is told. */
import { expect, test } from "vitest";
import { describeKafka, freshTopic, type TestTopic } from "../../test/kafka/kafka-fixture.ts";
import type { SourceRecord } from "../record-source.ts";
import { openKafkaProducer } from "./producer.ts";
import { openKafkaSource } from "./source.ts";

const streamOf = (topic: TestTopic) => ({ name: "shop.made", topic: topic.name, at: undefined });

describeKafka("a producer", () => {
  test("writes records with all they have, more than one request takes", async () => {
    await using topic = await freshTopic({ partitions: 2 });
    await using producer = await openKafkaProducer(topic.connection, streamOf(topic));
    const records = Array.from({ length: 5_000 }, (_, at) => ({
      partition: at % 2,
      key: Buffer.from(`key ${at}`),
      value: at % 1000 === 999 ? null : Buffer.from(`value ${at}`.padEnd(150)),
      timestamp: 1_700_000_000_000 + at,
      headers: [["number", Buffer.from(String(at))]] as const,
    }));
    await producer.send(records);
    await using source = await openKafkaSource(topic.connection, streamOf(topic));
    const positions = new Map([
      [0, 0],
      [1, 0],
    ]);
    const read: (SourceRecord & { readonly partition: number })[] = [];
    while (read.length < records.length) {
      for (const block of await source.read(positions, { maxBytes: 1e7, maxWaitMs: 1000 })) {
        positions.set(block.partition, block.to);
        read.push(...block.records.map((record) => ({ ...record, partition: block.partition })));
      }
    }
    read.sort((a, b) => a.offset * 2 + a.partition - (b.offset * 2 + b.partition));
    const told = ({ partition, key, value, timestamp, headers }: (typeof read)[number]) =>
      [partition, key, value, timestamp, ...headers.flat()].map(String).join(" ");
    expect(read.map(told)).toEqual(
      records.map(({ partition, key, value, timestamp, headers }) =>
        [partition, key, value, timestamp, ...headers.flat()].map(String).join(" "),
      ),
    );
  });

  test("sends records of one key to one partition", async () => {
    await using topic = await freshTopic({ partitions: 8 });
    await using producer = await openKafkaProducer(topic.connection, streamOf(topic));
    await producer.send(
      [1, 2, 3].map((each) => ({ key: Buffer.from("same"), value: Buffer.from(String(each)) })),
    );
    const offsets = await topic.admin.fetchTopicOffsets(topic.name);
    expect(offsets.map(({ high }) => high).toSorted()).toEqual([
      "0",
      "0",
      "0",
      "0",
      "0",
      "0",
      "0",
      "3",
    ]);
  });

  test("tells of records that are too large, and of topics that are not there", async () => {
    await using topic = await freshTopic({ config: { "max.message.bytes": "2000" } });
    await using producer = await openKafkaProducer(topic.connection, streamOf(topic));
    const large = [{ key: null, value: Buffer.alloc(5000) }];
    await expect(producer.send(large)).rejects.toMatchObject({
      code: "KAFKA_REQUEST_FAILED",
      message: expect.stringContaining("larger"),
    });
    const nowhere = { name: "shop.made", topic: "nowhere", at: undefined };
    await expect(openKafkaProducer(topic.connection, nowhere)).rejects.toMatchObject({
      code: "KAFKA_TOPIC_MISSING",
    });
  });
});
