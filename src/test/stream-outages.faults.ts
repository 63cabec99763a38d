/**
 * What fails around a loader that runs on, through the whole program and with real brokers: signals in the middle of a
 * batch, brokers and databases that go away. TSDBT_OUTAGE_SECONDS (300 unless told) is the longest absence of a broker.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AdapterType } from "../adapters/dialects.ts";
import {
  type ClicksOptions,
  clicksProject,
  expectWhole,
  type Producing,
  produceClicks,
} from "./faults/clicks.ts";
import { pauseFor, type RunningStream, startStream, until } from "./faults/running-stream.ts";
import { startCluster, type TestCluster } from "./kafka/cluster.ts";
import { describeKafka, freshTopic, type TestTopic } from "./kafka/kafka-fixture.ts";
import { describeDatabases } from "./landing-fixture.ts";
import { hasPostgres } from "./postgres-database.ts";
import { type OwnServer, startOwnServer } from "./postgres-server.ts";
import { runOn } from "./postgres-template.ts";
import { seededRandom } from "./seeded-random.ts";
import type { StreamProject } from "./stream-project.ts";

const longOutage = Number(process.env.TSDBT_OUTAGE_SECONDS ?? 300) * 1000;
const seed = Number(process.env.TSDBT_SEED ?? 20_261_121);
const partitions = 4;

interface Loader extends AsyncDisposable {
  readonly on: StreamProject;
  readonly stream: RunningStream;
}

async function startLoader(
  type: AdapterType,
  topic: TestTopic,
  options: ClicksOptions = {},
  ...words: readonly string[]
): Promise<Loader> {
  const on = await clicksProject(type, topic, options);
  const stream = await startStream(on.dir, ...words);
  return {
    on,
    stream,
    async [Symbol.asyncDispose]() {
      await stream[Symbol.asyncDispose]();
      await on[Symbol.asyncDispose]();
    },
  };
}

/** One into each database, of the same topic. */
async function startBoth(topic: TestTopic): Promise<readonly Loader[]> {
  const types: readonly AdapterType[] = hasPostgres ? ["duckdb", "postgres"] : ["duckdb"];
  return await Promise.all(types.map((type) => startLoader(type, topic)));
}

const disposeAll = (loaders: readonly Loader[]) =>
  Promise.all(loaders.map((loader) => loader[Symbol.asyncDispose]()));

/** It is the process that it was, and everything is there. */
async function expectUnharmed(
  { on, stream }: Loader,
  topic: TestTopic,
  producing: Producing,
): Promise<void> {
  expect(stream.isRunning, stream.said()).toBe(true);
  stream.signal("SIGTERM");
  expect(await stream.ended, stream.said()).toBe(0);
  for (const code of ["STREAM_DATA_LOST", "STREAM_DIVERGED", "STREAM_RECREATED"])
    expect(stream.said()).not.toContain(code);
  // One epoch for the stream, one for the load that reads what came last.
  expect((await expectWhole(on, topic, producing)).epoch).toBe(2);
}

/** A model whose batches take some seconds, or for ever. */
const slow = (seconds: 4 | 60) => `
{{ config(materialized='incremental', stream='inline', incremental_strategy='append') }}
select max(id) as id,
  {% if not is_incremental() %}1
  {% elif target.type == 'postgres' %}(select 1 from pg_sleep(${seconds}))
  {% else %}(select count(*) from range(12000) as a, range(${seconds === 4 ? 12_000 : 10_000_000}) as b
    where hash(a.range + b.range) = 1)
  {% endif %} as waited
from {{ ref('staged') }} where {{ stream_batch() }}
`;

describeKafka("a loader that is told to end in the middle of a batch", () => {
  describeDatabases("into", (type) => {
    test("ends behind it within 25 s, and at once when it is told twice", async () => {
      await using topic = await freshTopic({ partitions });
      const files = { "models/slow.sql": slow(4) };
      const clicks = (from: number) =>
        Array.from({ length: 100 }, (_, index) => ({
          partition: index % partitions,
          value: JSON.stringify({ id: from + index, day: "d1" }),
        }));
      await using on = await clicksProject(type, topic, { files });
      const rows = async () => Number((await on.query("select count(*) from raw.clicks"))[0]?.[0]);
      {
        await using stream = await startStream(on.dir);
        await topic.produce(clicks(0));
        await pauseFor(1_500);
        const told = Date.now();
        stream.signal("SIGTERM");
        expect(await stream.ended, stream.said()).toBe(0);
        expect(Date.now() - told).toBeLessThan(25_000);
      }
      expect(await rows()).toBe(100);
      expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
      {
        await using stream = await startStream(on.dir);
        await topic.produce(clicks(100));
        await pauseFor(1_500);
        stream.signal("SIGTERM");
        await pauseFor(300);
        stream.signal("SIGTERM");
        expect(await stream.ended, stream.said()).toBe(1);
      }
      expect(await rows()).toBe(100);
      await expectWhole(on, topic, { sent: 200, broken: 0 });
    });
  });
});

describeKafka("a loader that is told to end in a batch that takes too long", () => {
  describeDatabases("into", (type) => {
    test("rolls it back after 25 s, which is no failure", async () => {
      await using topic = await freshTopic({ partitions });
      await using on = await clicksProject(type, topic, { files: { "models/slow.sql": slow(60) } });
      await using stream = await startStream(on.dir);
      await topic.produce([{ partition: 0, value: '{"id": 0, "day": "d0"}' }]);
      await pauseFor(1_500);
      const told = Date.now();
      stream.signal("SIGTERM");
      expect(await stream.ended, stream.said()).toBe(0);
      expect(Date.now() - told).toBeGreaterThan(20_000);
      expect(Date.now() - told).toBeLessThan(28_000);
      expect(await on.query("select count(*) from raw.clicks")).toEqual([[0]]);
    });
  });
});

describe.skipIf(!hasPostgres)("a Postgres that goes away", () => {
  let server: OwnServer | undefined;
  beforeAll(async () => {
    server = await startOwnServer();
  });
  afterAll(() => server?.stop());

  describeKafka("under a loader", () => {
    test("for half a minute, or in a crash, is waited for, and nothing is read meanwhile", async () => {
      await using topic = await freshTopic({ partitions });
      await using loader = await startLoader("postgres", topic, { server: server?.url });
      const { stream } = loader;
      const producing = produceClicks(topic, { partitions, perSecond: 2_000 });
      for (const awayMs of [30_000, 0]) {
        await pauseFor(3_000);
        const before = stream.memory()?.resident ?? 0;
        await server?.kill();
        if (awayMs > 0) await until(async () => (await stream.ready()) === 503, 20_000);
        await pauseFor(awayMs);
        expect((stream.memory()?.resident ?? 0) - before).toBeLessThan(64 * 1024 * 1024);
        await server?.start();
        await until(async () => (await stream.ready()) === 200, 30_000);
      }
      await producing.stop();
      await expectUnharmed(loader, topic, producing);
    });

    test("and comes back empty ends the loader, and is not begun anew unless that is said", async () => {
      await using topic = await freshTopic({ partitions });
      await using loader = await startLoader("postgres", topic, { server: server?.url });
      const { on, stream } = loader;
      const producing = produceClicks(topic, { partitions, perSecond: 200 });
      await pauseFor(3_000);
      const profile = JSON.parse(readFileSync(join(on.dir, "profiles.yml"), "utf8"));
      const database: string = profile.shop.outputs.test.database;
      stream.signal("SIGSTOP");
      await runOn(server?.url ?? "", `drop database ${database} with (force)`);
      await runOn(server?.url ?? "", `create database ${database} template template0`);
      stream.signal("SIGCONT");
      expect(await stream.ended, stream.said()).toBe(4);
      expect(stream.said()).toContain("STREAM_LEDGER_LOST");
      const refused = await on.tsdbt("load");
      expect(refused.output).toContain("STREAM_TARGET_EMPTY");
      expect(refused.code).toBe(4);
      await producing.stop();
      const begun = await on.tsdbt("load", "--init");
      expect(begun.code, begun.output).toBe(0);
      await expectWhole(on, topic, producing);
    });
  });
});

describeKafka("a broker that goes away", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test(
    "for seconds or minutes is waited for by the same loaders, which are not ready meanwhile",
    async () => {
      await using topic = await freshTopic({ partitions, brokers: cluster.brokers });
      const loaders = await startBoth(topic);
      const producing = produceClicks(topic, { partitions, perSecond: 200 });
      const [node] = cluster.nodes;
      for (const awayMs of [3_000, longOutage]) {
        await pauseFor(3_000);
        await node?.kill();
        const back = Date.now() + awayMs;
        if (awayMs > 40_000)
          for (const { stream } of loaders)
            await until(async () => (await stream.ready()) === 503, 40_000);
        await pauseFor(back - Date.now());
        await node?.start();
        for (const { stream } of loaders)
          await until(async () => (await stream.ready()) === 200, 60_000);
      }
      await pauseFor(2_000);
      await producing.stop();
      for (const loader of loaders) await expectUnharmed(loader, topic, producing);
      await disposeAll(loaders);
    },
    longOutage + 600_000,
  );
});

describeKafka("three brokers whose leaders move", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 3 });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const partitionsOf = async (topic: TestTopic) => {
    const { topics } = await topic.admin.fetchTopicMetadata({ topics: [topic.name] });
    return topics[0]?.partitions ?? [];
  };

  /** The node that leads the partition, by its place in the cluster. */
  const leaderOf = async (topic: TestTopic, partition: number): Promise<number> =>
    ((await partitionsOf(topic)).find((each) => each.partitionId === partition)?.leader ?? 1) - 1;

  test("are read on by the same loaders, each record once", async () => {
    const config = { "min.insync.replicas": "2" };
    const { brokers } = cluster;
    await using topic = await freshTopic({ partitions, brokers, replicationFactor: 3, config });
    const loaders = await startBoth(topic);
    const producing = produceClicks(topic, { partitions, perSecond: 500 });
    const random = seededRandom(seed);
    for (let round = 0; round < 6; round++) {
      await pauseFor(1_000 + random() * 2_000);
      const leader = cluster.nodes[await leaderOf(topic, Math.floor(random() * partitions))];
      // A clean stop moves the leaders before it ends; a kill leaves them to be elected.
      await (random() < 0.5 ? leader?.kill() : leader?.stop());
      const { sent } = producing;
      await until(() => producing.sent > sent + 500, 60_000);
      await leader?.start();
      await until(
        async () => (await partitionsOf(topic)).every(({ isr }) => isr.length === 3),
        60_000,
      );
    }
    await producing.stop();
    for (const loader of loaders) await expectUnharmed(loader, topic, producing);
    await disposeAll(loaders);
  });
});

describeKafka("inline models that are built anew while the stream runs", () => {
  describeDatabases("in", (type) => {
    test("end equal to a build of everything, and the stream waits no longer than that takes", async () => {
      await using topic = await freshTopic({ partitions });
      await using loader = await startLoader(type, topic, {}, "--release", "between_batches");
      const { on } = loader;
      const producing = produceClicks(topic, { partitions, perSecond: 500 });
      const select = ["--select", "silver", "daily", "later"];
      for (let time = 0; time < 3; time++) {
        await pauseFor(2_000);
        const rebuilt = await on.tsdbt("run", "--full-refresh", ...select);
        expect(rebuilt.code, rebuilt.output).toBe(0);
        const { sent } = producing;
        await until(async () => (await landed(on)) > sent, 20_000);
      }
      await producing.stop();
      await expectUnharmed(loader, topic, producing);
    });
  });

  /** As a user sees it, beside the loader. */
  async function landed(on: StreamProject): Promise<number> {
    const { code, output } = await on.tsdbt("stream", "status", "--output", "json", "--quiet");
    if (code !== 0) return 0;
    const [view] = JSON.parse(output) as [{ partitions: { next: number }[] }];
    return view.partitions.reduce((sum, { next }) => sum + next, 0);
  }
});
