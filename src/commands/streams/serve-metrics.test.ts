/** Metrics and health are served to this machine, and say what became of each stream. */
import { expect, test } from "vitest";
import { testStream } from "../../test/stream-fixture.ts";
import { createMetrics } from "./metrics.ts";
import { serveMetrics } from "./serve-metrics.ts";

const streams = [
  {
    stream: testStream(),
    connection: { type: "file" as const, name: "replay", dir: "/", registry: undefined },
  },
];
const state = {
  incarnation: null,
  partitions: [{ partition: 0, topic: "clicks", earliest: 0, latest: 12 }],
};

test("a stream is ready once it reads, and no longer while it waits", async () => {
  const metrics = createMetrics(streams, () => 0);
  await using server = await serveMetrics(metrics, 0);
  const ready = async () => (await fetch(`http://127.0.0.1:${server.port}/ready`)).status;
  expect(await ready()).toBe(503);
  metrics.note("shop.clicks", { type: "ready", positions: new Map([[0, 5]]), state });
  expect(await ready()).toBe(200);
  const page = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  expect(page).toContain('tsdbt_stream_lag_offsets{stream="shop.clicks",partition="0"} 7\n');
  expect(page).toMatch(/^# TYPE tsdbt_stream_batch_seconds histogram$/m);
});

test("an open transaction that holds records back is told by how long it does", () => {
  let now = 1_000_000;
  const metrics = createMetrics(streams, () => now);
  const look = (latest: number, written: number): string | undefined => {
    const partitions = [{ partition: 0, topic: "clicks", earliest: 0, latest, written }];
    metrics.note("shop.clicks", { type: "looked", state: { incarnation: null, partitions } });
    now += 10_000;
    return /^tsdbt_stream_lso_stall_seconds.* (\S+)$/m.exec(metrics.text())?.[1];
  };
  expect(look(12, 12)).toBe("0");
  expect(look(12, 15)).toBe("10");
  expect(look(12, 20)).toBe("20");
  expect(look(18, 20)).toBe("10");
  expect(look(20, 20)).toBe("0");
});

test("STREAM_PORT_TAKEN: a port serves one process", async () => {
  const metrics = createMetrics(streams, () => 0);
  await using server = await serveMetrics(metrics, 0);
  await expect(serveMetrics(metrics, server.port)).rejects.toMatchObject({
    code: "STREAM_PORT_TAKEN",
  });
});
