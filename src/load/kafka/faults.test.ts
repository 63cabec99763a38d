/** A broker that misbehaves: nothing is read twice, nothing is left out, and what cannot be read is told. */
import { describe, expect, test } from "vitest";
import { encodeBatch, encodeMarker, sealed } from "../../test/kafka/encode-batch.ts";
import { startFaultBroker } from "../../test/kafka/fault-broker.ts";
import {
  fill,
  numbers,
  open,
  quick,
  readCut,
  readTo,
  start,
  topicId,
} from "../../test/kafka/faulty-topic.ts";

/** Fetch 11 goes by the topic's name, Fetch 13 by its id. */
const versions: readonly [string, string | undefined][] = [
  ["Fetch 11", undefined],
  ["Fetch 13", topicId],
];

describe.each(versions)("damage over %s", (_, id) => {
  test("an answer cut off at any byte is fetched again", async () => {
    await using broker = await start(id);
    fill(broker, 80);
    await using source = await open(broker);
    // Every byte of ten kilobytes is tried by source.faults.ts.
    for (let after = 0; after < 1000; after += after < 60 ? 7 : 83) {
      await readCut(broker, source, { after, end: 80 });
    }
  });

  test("an answer that comes twice, and one from before the position, give nothing twice", async () => {
    await using broker = await start(id);
    fill(broker, 20);
    await using source = await open(broker);
    broker.onFetch = (_asked, count) =>
      count % 2 === 1 ? { kind: "twice" } : { kind: "from", offset: 3 };
    expect(await readTo(source, 20)).toEqual(numbers(20));
    fill(broker, 40);
    expect(await readTo(source, 40, 20)).toEqual(numbers(40).slice(20));
    expect(await source.read(new Map([[0, 40]]), quick)).toEqual([]);
    expect(await readTo(source, 40, 39)).toEqual(["39"]);
  });

  test("a batch damaged on the way is fetched again", async () => {
    await using broker = await start(id);
    fill(broker, 20);
    broker.onFetch = (_asked, count) => (count <= 2 ? { kind: "flip", at: 70 } : undefined);
    await using source = await open(broker);
    expect(await readTo(source, 20)).toEqual(numbers(20));
    expect(broker.fetches).toBe(3);
  });

  test("a batch that stays damaged is told by its offset, after what lies before it", async () => {
    await using broker = await start(id);
    fill(broker, 20);
    const [, second] = broker.partitions[0]?.batches ?? [];
    second?.writeUInt8(1, second.length - 1);
    await using source = await open(broker);
    expect(await readTo(source, 10)).toEqual(numbers(10));
    await expect(readTo(source, 20, 10)).rejects.toMatchObject({
      code: "KAFKA_BATCH_CORRUPT",
      message: expect.stringMatching(/offset 10 of topic "clicks", partition 0/),
    });
    expect(broker.fetches).toBeLessThan(6);
  });

  test("a codec or message format that is not known is told", async () => {
    await using broker = await start(id, 2);
    broker.partitions[0]?.batches.push(encodeBatch([{ value: "0" }], { attributes: 6 }));
    const old = encodeBatch([{ value: "0" }]);
    old[16] = 1;
    broker.partitions[1]?.batches.push(sealed(old));
    await using source = await open(broker);
    await expect(readTo(source, 1)).rejects.toMatchObject({ code: "KAFKA_CODEC_UNKNOWN" });
    await expect(source.read(new Map([[1, 0]]), quick)).rejects.toMatchObject({
      code: "KAFKA_FORMAT_OLD",
    });
  });
});

describe.each(versions)("a broker's word over %s", (_, id) => {
  test("a leader that moves is asked for again", async () => {
    await using broker = await start(id);
    fill(broker, 20);
    const codes = [6, 74, 75, 5, 3];
    broker.onFetch = (_asked, count) => {
      const code = codes[count - 1];
      return code === undefined ? undefined : { kind: "error", code };
    };
    await using source = await open(broker);
    expect(await readTo(source, 20)).toEqual(numbers(20));
    expect(broker.fetches).toBe(codes.length + 1);
  });

  test("throttling is borne", async () => {
    await using broker = await start(id);
    fill(broker, 10);
    broker.onFetch = (_asked, count) =>
      count === 1 ? { kind: "throttle", milliseconds: 300 } : undefined;
    await using source = await open(broker);
    expect(await readTo(source, 10)).toEqual(numbers(10));
    const begun = Date.now();
    fill(broker, 20);
    expect(await readTo(source, 20, 10)).toEqual(numbers(20).slice(10));
    expect(Date.now() - begun).toBeGreaterThan(150);
  });

  test("an open transaction ends what is seen, until it ends", async () => {
    await using broker = await start(id);
    fill(broker, 10);
    const producerId = 77n;
    const open77 = encodeBatch([{ value: "10" }], { baseOffset: 10, attributes: 16, producerId });
    const [partition] = broker.partitions;
    if (partition === undefined) throw new Error("no partition");
    partition.batches.push(open77);
    partition.lastStableOffset = 10;
    await using source = await open(broker);
    expect((await source.state()).partitions[0]).toMatchObject({ latest: 10 });
    expect(await readTo(source, 10)).toEqual(numbers(10));
    expect(await source.read(new Map([[0, 10]]), quick)).toEqual([]);
    partition.batches.push(encodeMarker("commit", producerId, 11));
    partition.lastStableOffset = -1;
    const [block] = await source.read(new Map([[0, 10]]), quick);
    expect(block).toMatchObject({ from: 10, to: 12, skipped: 1 });
  });

  test("an error that does not pass is told at once", async () => {
    await using broker = await start(id);
    fill(broker, 10);
    broker.onFetch = () => ({ kind: "error", code: 35 });
    await using source = await open(broker);
    await expect(readTo(source, 10)).rejects.toMatchObject({ code: "KAFKA_REQUEST_FAILED" });
  });
});

describe("a broker", () => {
  test("whose log has diverged from what was read is not read on", async () => {
    await using broker = await start(topicId);
    fill(broker, 20);
    await using source = await open(broker);
    await readTo(source, 20);
    fill(broker, 30);
    broker.onFetch = () => ({ kind: "diverged", at: 15 });
    await expect(source.read(new Map([[0, 20]]), quick)).rejects.toMatchObject({
      name: "SourceDiverged",
      partition: 0,
      position: 20,
      divergesAt: 15,
    });
  });

  test("that knows none of the requests needed is too old", async () => {
    const old = { 3: [0, 8] } as const;
    await using broker = await startFaultBroker({ topic: "clicks", versions: old });
    await expect(open(broker)).rejects.toMatchObject({ code: "KAFKA_TOO_OLD" });
  });

  test("that lets a topic be without a leader is borne for a while", async () => {
    await using broker = await start(topicId);
    fill(broker, 10);
    const [partition] = broker.partitions;
    if (partition === undefined) throw new Error("no partition");
    partition.leader = -1;
    await using source = await open(broker);
    expect(await source.read(new Map([[0, 0]]), quick)).toEqual([]);
    partition.leader = 1;
    expect(await readTo(source, 10)).toEqual(numbers(10));
  });

  test("that falls silent is given up after the request's time", async () => {
    await using broker = await start(topicId);
    fill(broker, 10);
    broker.onFetch = (_asked, count) => (count === 1 ? { kind: "silence" } : undefined);
    await using source = await open(broker);
    expect(await source.read(new Map([[0, 0]]), quick)).toEqual([]);
    expect(await readTo(source, 10)).toEqual(numbers(10));
  });

  test("with a hot partition does not starve the others", async () => {
    await using broker = await start(topicId, 3);
    for (const partition of broker.partitions) {
      for (let at = 0; at < 5; at++) {
        partition.batches.push(encodeBatch([{ value: "x".repeat(1000) }], { baseOffset: at }));
      }
    }
    await using source = await open(broker);
    const firsts = new Set<number>();
    for (let turn = 0; turn < 3; turn++) {
      const blocks = await source.read(new Map([0, 1, 2].map((each) => [each, 0])), {
        maxBytes: 10,
        maxWaitMs: 50,
      });
      expect(blocks.map(({ records }) => records.length)).toEqual([1]);
      for (const { partition } of blocks) firsts.add(partition);
    }
    expect(firsts.size).toBe(3);
  });
});
