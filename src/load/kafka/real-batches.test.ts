/** What real brokers and producers make of batches is read: codecs, sizes, transactions. */
import type { Transaction } from "kafkajs";
import { expect, test } from "vitest";
import { encodeBatch } from "../../test/kafka/encode-batch.ts";
import { describeKafka, freshTopic } from "../../test/kafka/kafka-fixture.ts";
import { produceBytes } from "../../test/kafka/produce-bytes.ts";
import { drain, openTopic, readOptions, valuesOf } from "../../test/kafka/read-topic.ts";

describeKafka("a real broker's batches", () => {
  test.each(["gzip", "snappy", "lz4", "zstd"])(
    "compressed by its own %s are read",
    async (codec) => {
      // The broker compresses what comes otherwise.
      await using topic = await freshTopic({ config: { "compression.type": codec } });
      const values = Array.from({ length: 3_000 }, (_, at) => `${at} ${"abc".repeat(at % 90)}`);
      await topic.produce(values.map((value) => ({ partition: 0, value })));
      await using source = await openTopic(topic);
      expect(valuesOf(await drain(source))).toEqual(values);
    },
  );

  test("of 200,000 records are read, by an asker for little", async () => {
    await using topic = await freshTopic({ config: { "max.message.bytes": "40000000" } });
    const batch = encodeBatch(Array.from({ length: 200_000 }, (_, at) => ({ value: String(at) })));
    const [broker = ""] = topic.brokers;
    await produceBytes(broker, { topic: topic.name, partition: 0, batch });
    await using source = await openTopic(topic);
    const [block, ...rest] = await drain(source, undefined, { maxBytes: 1000, maxWaitMs: 1000 });
    expect([block?.records.length, block?.to, rest.length]).toEqual([200_000, 200_000, 0]);
    expect(String(block?.records.at(-1)?.value)).toBe("199999");
  });

  test("with a message of 20 MB are read, and what follows", async () => {
    await using topic = await freshTopic({ config: { "max.message.bytes": "40000000" } });
    const large = Buffer.alloc(20_000_000, "x");
    await topic.produce([{ partition: 0, value: "before" }]);
    await topic.produce([{ partition: 0, value: large }]);
    await topic.produce([{ partition: 0, value: "after" }]);
    await using source = await openTopic(topic);
    const blocks = await drain(source, undefined, { maxBytes: 1000, maxWaitMs: 1000 });
    const lengths = blocks.flatMap(({ records }) => records.map(({ value }) => value?.length));
    expect(lengths).toEqual([6, 20_000_000, 5]);
  });
});

describeKafka("transactions", () => {
  test("that interleave, abort twice and carry odd keys leave committed records only", async () => {
    await using topic = await freshTopic();
    const producers = ["one", "two"].map((name) =>
      topic.kafka.producer({
        transactionalId: `${topic.name}-${name}`,
        maxInFlightRequests: 1,
        idempotent: true,
      }),
    );
    const [one, two] = producers;
    if (one === undefined || two === undefined) throw new Error("two producers are needed");
    await Promise.all(producers.map((producer) => producer.connect()));
    const send = (to: Transaction, value: string, key: Buffer | null = null) =>
      to.send({ topic: topic.name, messages: [{ partition: 0, key, value }] });
    const [a, b] = [await one.transaction(), await two.transaction()];
    await send(a, "a1 aborted");
    await send(b, "b1 committed", Buffer.alloc(4));
    await send(a, "a2 aborted", Buffer.alloc(4));
    await a.abort();
    const c = await one.transaction();
    await send(b, "b2 committed");
    await send(c, "c1 aborted");
    await c.abort();
    await b.commit();
    const d = await one.transaction();
    await send(d, "d1 committed");
    await d.commit();
    await topic.produce([{ partition: 0, value: "plain" }]);
    await Promise.all(producers.map((producer) => producer.disconnect()));
    await using source = await openTopic(topic);
    const committed = ["b1 committed", "b2 committed", "d1 committed", "plain"];
    // A transaction's end is in the log a moment after its producer is told.
    await expect
      .poll(async () => valuesOf(await drain(source)), { timeout: 20_000 })
      .toEqual(committed);
    const blocks = await drain(source);
    // Three aborted records and four markers hold no record; from any position the rest is the same.
    expect(blocks.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(7);
    const offsets = blocks.flatMap(({ records }) => records.map(({ offset }) => offset));
    for (let from = 0; from <= 11; from++) {
      const later = offsets.filter((offset) => offset >= from).length;
      const read = valuesOf(await drain(source, new Map([[0, from]]), readOptions));
      expect(read, `from ${from}`).toEqual(committed.slice(committed.length - later));
    }
  });
});

describeKafka("open transactions", () => {
  test("that nobody ends hold back what follows until the broker ends them", async () => {
    await using topic = await freshTopic();
    const producer = topic.kafka.producer({
      transactionalId: `${topic.name}-open`,
      transactionTimeout: 2_000,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: topic.name, messages: [{ partition: 0, value: "never" }] });
    await topic.produce([{ partition: 0, value: "after" }]);
    await using source = await openTopic(topic);
    expect((await source.state()).partitions[0]).toMatchObject({ latest: 0, written: 2 });
    expect(await source.read(new Map([[0, 0]]), readOptions)).toEqual([]);
    await producer.disconnect();
    await expect
      .poll(async () => valuesOf(await source.read(new Map([[0, 0]]), readOptions)), {
        timeout: 30_000,
      })
      .toEqual(["after"]);
    expect((await source.state()).partitions[0]).toMatchObject({ latest: 3, written: 3 });
  });
});
