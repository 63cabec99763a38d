/** What we use of kafkajs's inside is where it was: an upgrade that moves it fails here first. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { connectionTo } from "../../test/kafka/connection.ts";
import { describeKafka, listenerOf } from "../../test/kafka/kafka-fixture.ts";
import { addressOf } from "./brokers.ts";
import { clusterInside, makeConnector, makeKafka } from "./kafkajs-inside.ts";
import { end, listOffsetsRequest } from "./offset-requests.ts";
import { wireRequest } from "./wire-request.ts";

describe("kafkajs", () => {
  test("is the version that was looked into", () => {
    const file = createRequire(import.meta.url).resolve("kafkajs/package.json");
    expect(JSON.parse(readFileSync(file, "utf8")).version).toBe("2.2.4");
  });

  test("does not poll an empty queue", async () => {
    const { brokerPool } = clusterInside(await makeKafka(connectionTo(["127.0.0.1:1"])));
    const pool = await brokerPool.connectionPoolBuilder.build({ host: "127.0.0.1", port: 1 });
    for (const { requestQueue } of pool.pool) {
      requestQueue.scheduleCheckPendingRequests();
      expect(Reflect.get(requestQueue, "throttleCheckTimeoutId")).toBeNull();
    }
  });

  test("makes connections without connecting, with a queue that can be kept from polling", async () => {
    const kafka = await makeKafka(connectionTo(["127.0.0.1:1"]));
    const { brokerPool } = clusterInside(kafka);
    const pool = await brokerPool.connectionPoolBuilder.build({ host: "127.0.0.1", port: 1 });
    const broker = brokerPool.createBroker({ connectionPool: pool, logger: kafka.logger() });
    expect(broker.connectionPool).toBe(pool);
    expect(broker.versions).toBeNull();
    expect(pool.pool).toHaveLength(2);
    for (const { requestQueue } of pool.pool) {
      expect(requestQueue.pending).toEqual([]);
      expect(requestQueue.scheduleCheckPendingRequests).toBeTypeOf("function");
      expect(requestQueue.rejectAll).toBeTypeOf("function");
    }
    expect([broker.connect, broker.disconnect, pool.send].map((each) => typeof each)).toEqual(
      Array(3).fill("function"),
    );
  });
});

describeKafka("a link to a broker", () => {
  test("sends requests of ours and reads their answers", async () => {
    const { host, port } = addressOf(listenerOf("plain"));
    const connector = await makeConnector(connectionTo([listenerOf("plain")]));
    const link = await connector.connect(host, port);
    expect(link.version("fetch", 11, 13)).toBe(13);
    expect(link.version("fetch", 900, 901)).toBeUndefined();
    const offsets = await link.send(listOffsetsRequest("no-such-topic", [0], end));
    expect(offsets).toEqual([{ partition: 0, error: 3, offset: -1 }]);
    await link.close();
    expect(link.usable).toBe(false);
  });

  test("is not used again after an answer that could not be read", async () => {
    const { host, port } = addressOf(listenerOf("plain"));
    const link = await (await makeConnector(connectionTo([listenerOf("plain")]))).connect(
      host,
      port,
    );
    const request = wireRequest({
      api: "listOffsets",
      version: 3,
      flexible: false,
      write: (writer) =>
        void writer
          .int32(-1)
          .int8(0)
          .array([], () => {}),
      read: (reader) => reader.nullableBytes(),
    });
    const greedy = {
      ...request,
      decode: () => {
        throw new Error("too short");
      },
    };
    await expect(link.send(greedy)).rejects.toThrow("too short");
    expect(link.usable).toBe(false);
    await link.close();
  });
});
