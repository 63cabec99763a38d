/**
 * A loader that is killed again and again at random moments, while records come in all the time, loses none and doubles
 * none. TSDBT_KILLS says how often (200 unless told), TSDBT_SEED makes the same moments again.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { AdapterType } from "../adapters/dialects.ts";
import { describeKafka, freshTopic, type TestTopic } from "./kafka/kafka-fixture.ts";
import { hasPostgres } from "./postgres-database.ts";
import { type StreamProject, streamProject } from "./stream-project.ts";

const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const kills = Number(process.env.TSDBT_KILLS ?? 200);
const seed = Number(process.env.TSDBT_SEED ?? Date.now() % 1_000_000);
const partitions = 4;
/** How long a loader lives, in milliseconds: from when it streams, or now and then from its start. */
const longest = 2_500;
const killedAtStart = 0.15;

/** A small generator of numbers in [0, 1): mulberry32. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sources = (topic: string) => `sources:
  - name: shop
    schema: raw
    tables:
      - name: clicks
        config: {load: {connection: shop_kafka, topic: ${topic}, max_rows: 500, max_wait: 20ms}}
        columns:
          - {name: id, data_type: bigint}
          - {name: day, data_type: varchar}
`;

/** Produces until it is told to stop; says how many records there are then. */
async function produceUntil(topic: TestTopic, done: AbortSignal): Promise<number> {
  let id = 0;
  while (!done.aborted) {
    const messages = Array.from({ length: 100 }, () => {
      const value = JSON.stringify({ id, day: `d${id % 7}` });
      return { partition: id++ % partitions, key: String(id % 50), value };
    });
    await topic.produce(messages);
    await pause(40);
  }
  return id;
}

const start = (dir: string): ChildProcess =>
  spawn(process.execPath, [program, "stream", "--metrics-port", "0"], {
    cwd: dir,
    env: { ...process.env, HOME: dir, DBT_PROFILES_DIR: dir },
    stdio: ["ignore", "pipe", "ignore"],
  });

/** Waits until the loader says that it streams, or has ended. */
const streams = ({ stdout }: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    // Goes on reading, because a program whose reader goes away ends.
    stdout?.on("data", (text) => String(text).includes("Streaming") && resolve());
    stdout?.once("end", () => resolve());
  });

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()));

/** @returns how many loaders were killed while they ran; others had ended by themselves */
async function killAgainAndAgain(on: StreamProject, random: () => number): Promise<number> {
  let killed = 0;
  for (let round = 0; round < kills; round++) {
    const child = start(on.dir);
    if (random() >= killedAtStart) await streams(child);
    await pause(random() * longest);
    if (child.exitCode === null && child.kill("SIGKILL")) killed += 1;
    await ended(child);
  }
  return killed;
}

async function drain(on: StreamProject): Promise<void> {
  // On Postgres the killed loader's lease may have to run out first.
  for (let attempt = 0; attempt < 40; attempt++) {
    const { code, output } = await on.tsdbt("load");
    if (code === 0) return;
    expect(code, output).toBe(3);
    await pause(1_000);
  }
  throw new Error("the stream is still held");
}

describeKafka("a loader that is killed at random moments", () => {
  test.each<AdapterType>(["duckdb", "postgres"])(
    "leaves each record once in %s",
    async (type) => {
      if (type === "postgres" && !hasPostgres) return;
      const topic = await freshTopic({ partitions });
      const files = { "models/shop.yml": sources(topic.name) };
      const shop_kafka = { type: "kafka", brokers: topic.brokers };
      await using on = await streamProject(type, files, { shop_kafka });
      const done = new AbortController();
      const producing = produceUntil(topic, done.signal);
      const killed = await killAgainAndAgain(on, randomFrom(seed));
      done.abort();
      const records = await producing;
      await drain(on);
      const { code, output } = await on.tsdbt("run", "--select", "later", "--quiet");
      expect(code, output).toBe(0);
      const [row] = await on.query(`select
      (select count(*) from raw.clicks),
      (select count(*) from (select distinct _partition, _offset from raw.clicks) as places),
      (select sum(id) from raw.clicks), (select count(*) from silver), (select sum(id) from silver),
      (select sum(clicks) from daily), (select sum(total) from daily),
      (select count(*) from later), (select sum(id) from later),
      (select sum(next_offset) from _tsdbt.stream_offsets), (select count(*) from _tsdbt.stream_batches),
      (select epoch from _tsdbt.stream_lease)`);
      const sum = (records * (records - 1)) / 2;
      const told = `${type}: seed ${seed}, ${kills} starts, ${killed} kills, ${records} records, ${row?.[10]} batches, epoch ${row?.[11]}`;
      process.stdout.write(`${told}\n`);
      expect(row?.slice(0, 10).map(Number), told).toEqual([
        ...[records, records, sum, records, sum, records, sum, records, sum, records],
      ]);
      expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
      expect(killed).toBeGreaterThan(kills * 0.9);
      await topic[Symbol.asyncDispose]();
    },
    3_600_000,
  );
});
