/** Connections are shared, and none is left open: one would keep a loader alive that has nothing more to do. */
import { expect, test } from "vitest";
import { connectionTo } from "../../test/kafka/connection.ts";
import { type FaultBroker, startFaultBroker } from "../../test/kafka/fault-broker.ts";
import { Brokers } from "./brokers.ts";

const open = (broker: FaultBroker): Promise<Brokers> =>
  Brokers.open(
    { ...connectionTo([broker.address]), requestTimeoutMs: 2000 },
    { name: "shop.clicks", topic: "clicks", at: undefined },
  );

test("who finds a connection dead at the same time as others shares the new one", async () => {
  await using broker = await startFaultBroker({ topic: "clicks" });
  const brokers = await open(broker);
  await brokers.refresh();
  await (await brokers.any()).close();
  const links = await Promise.all([brokers.any(), brokers.any(), brokers.any()]);
  expect(new Set(links).size).toBe(1);
  await expect.poll(() => broker.connections).toBe(1);
  await brokers[Symbol.asyncDispose]();
  await expect.poll(() => broker.connections).toBe(0);
});

test("a connection that is opened while all are closed is closed too", async () => {
  await using broker = await startFaultBroker({ topic: "clicks" });
  const brokers = await open(broker);
  const opening = brokers.any();
  await brokers[Symbol.asyncDispose]();
  await expect(opening).rejects.toThrow();
  await expect.poll(() => broker.connections).toBe(0);
});
