/**
 * Two loaders, into DuckDB and into Postgres, run on while something fails each minute: brokers, database, the loaders
 * themselves. Nothing is lost or doubled, and memory stays flat. TSDBT_SOAK_MINUTES (60 unless told) says how long,
 * TSDBT_SOAK_RATE how many records a second (200), TSDBT_SEED makes the same faults again.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdapterType } from "../adapters/dialects.ts";
import { clicksProject, expectWhole, type Producing, produceClicks } from "./faults/clicks.ts";
import {
  type Memory,
  pauseFor,
  type RunningStream,
  spawnStream,
  startStream,
  until,
} from "./faults/running-stream.ts";
import { startCluster, type TestCluster } from "./kafka/cluster.ts";
import { describeKafka, freshTopic, type TestTopic } from "./kafka/kafka-fixture.ts";
import { type OwnServer, startOwnServer } from "./postgres-server.ts";
import { seededRandom } from "./seeded-random.ts";
import type { StreamProject } from "./stream-project.ts";

const minutes = Number(process.env.TSDBT_SOAK_MINUTES ?? 60);
const perSecond = Number(process.env.TSDBT_SOAK_RATE ?? 200);
const seed = Number(process.env.TSDBT_SEED ?? Date.now() % 1_000_000);
const partitions = 4;
const mebibyte = 1024 * 1024;
/** The processes that are measured begin then, as a share of the time; before that loaders are killed too. */
const killsUntil = 0.3;

interface Loader {
  readonly type: AdapterType;
  readonly on: StreamProject;
  stream: RunningStream;
  readonly measured: Memory[];
}

interface Bench {
  readonly cluster: TestCluster;
  readonly server: OwnServer | undefined;
  readonly loaders: readonly Loader[];
  readonly producing: Producing;
}

type Fault = readonly [name: string, strike: (bench: Bench, random: () => number) => Promise<void>];

const pickOf = <T>(all: readonly T[], random: () => number): T =>
  all[Math.floor(random() * all.length)]!;

/** Those after which every loader must still be the process that it was. */
const outages: readonly Fault[] = [
  [
    "the broker is killed and comes back",
    async ({ cluster: { nodes } }, random) => {
      await nodes[0]?.kill();
      await pauseFor(1_000 + random() * 4_000);
      await nodes[0]?.start();
    },
  ],
  [
    "the broker hangs",
    async ({ cluster: { nodes } }, random) => {
      nodes[0]?.pause();
      await pauseFor(2_000 + random() * 6_000);
      nodes[0]?.resume();
    },
  ],
  [
    "Postgres crashes and comes back",
    async ({ server }, random) => {
      await server?.kill();
      await pauseFor(random() * 4_000);
      await server?.start();
    },
  ],
  [
    "a loader is suspended",
    async ({ loaders }, random) => {
      const { stream } = pickOf(loaders, random);
      stream.signal("SIGSTOP");
      await pauseFor(2_000 + random() * 10_000);
      stream.signal("SIGCONT");
    },
  ],
  [
    "a second loader is started",
    async ({ loaders }, random) => {
      const { on, type } = pickOf(loaders, random);
      await using second = spawnStream(on.dir);
      // DuckDB's file has one process; on Postgres the lease has a holder.
      expect(await second.ended, second.said()).toBe(type === "duckdb" ? 1 : 3);
    },
  ],
  [
    "values come that cannot be read",
    async ({ producing }, random) => {
      producing.poison(1 + Math.floor(random() * 5));
      await Promise.resolve();
    },
  ],
];

const ends: readonly Fault[] = (["SIGKILL", "SIGTERM"] as const).map((signal) => [
  `a loader gets ${signal} and is started again`,
  async ({ loaders }, random) => {
    const loader = pickOf(loaders, random);
    loader.stream.signal(signal);
    expect(await loader.stream.ended).toBe(signal === "SIGTERM" ? 0 : null);
    loader.stream = await startStream(loader.on.dir);
  },
]);

const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** What the first and the last quarter of the measurements have in the middle. */
function growthOf(measured: readonly Memory[], of: (memory: Memory) => number) {
  const quarter = Math.ceil(measured.length / 4);
  const numbers = measured.map(of);
  return { from: middle(numbers.slice(0, quarter)), to: middle(numbers.slice(-quarter)) };
}

async function strikeAgainAndAgain(bench: Bench, random: () => number): Promise<number> {
  const begun = Date.now();
  const total = minutes * 60_000;
  let faults = 0;
  for (let minute = 1; Date.now() - begun < total; minute++) {
    const killsToo = (Date.now() - begun) / total < killsUntil;
    const [name, strike] = pickOf(killsToo ? [...outages, ...ends, ...ends] : outages, random);
    process.stdout.write(`${new Date().toISOString()} ${name}\n`);
    await strike(bench, random);
    faults += 1;
    while (Date.now() - begun < Math.min(total, minute * 60_000)) {
      await pauseFor(5_000);
      if ((Date.now() - begun) / total > killsUntil + 0.1)
        for (const { stream, measured } of bench.loaders) measured.push(...some(stream.memory()));
    }
  }
  return faults;
}

const some = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

async function tellOutcome(loader: Loader, topic: TestTopic, producing: Producing): Promise<void> {
  const { type, on, stream, measured } = loader;
  await until(async () => (await stream.ready()) === 200, 60_000);
  stream.signal("SIGTERM");
  expect(await stream.ended, stream.said()).toBe(0);
  const { records, batches } = await expectWhole(on, topic, producing);
  const resident = growthOf(measured, (memory) => memory.resident / mebibyte);
  const files = growthOf(measured, ({ openFiles }) => openFiles);
  const peak = Math.max(...measured.map((memory) => memory.peak / mebibyte));
  process.stdout.write(
    `${type}: ${records} records, ${producing.broken} of them broken, ${batches} batches; none lost, none double; RSS ${resident.from.toFixed(0)} to ${resident.to.toFixed(0)} MB, at most ${peak.toFixed(0)} MB; open files ${files.from} to ${files.to}\n`,
  );
  if (measured.length === 0) return; // a system that does not tell
  expect(resident.to).toBeLessThan(resident.from * 1.25 + 32);
  expect(peak).toBeLessThan(512);
  expect(files.to).toBeLessThan(files.from + 8);
}

describeKafka("loaders under a fault a minute", () => {
  let cluster: TestCluster;
  let server: OwnServer | undefined;
  beforeAll(async () => {
    cluster = await startCluster({ heapMegabytes: 384 });
    server = await startOwnServer();
  });
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
    await server?.stop();
  });

  test(
    "lose and double nothing, and take no more memory than at the beginning",
    async () => {
      await using topic = await freshTopic({ partitions, brokers: cluster.brokers });
      const load = "max_rows: 500, max_wait: 20ms, max_dlq_ratio: 1";
      const options = { load, server: server?.url };
      // Else DuckDB keeps all that it has read, and the file grows.
      const credentials = { settings: { memory_limit: "128MB" } };
      await using duckdb = await clicksProject("duckdb", topic, { load, credentials });
      await using postgres = server && (await clicksProject("postgres", topic, options));
      const loaders: Loader[] = [];
      for (const [type, on] of [["duckdb", duckdb] as const, ["postgres", postgres] as const])
        if (on !== undefined)
          loaders.push({ type, on, stream: await startStream(on.dir), measured: [] });
      const producing = produceClicks(topic, { partitions, perSecond });
      try {
        const bench = { cluster, server, loaders, producing };
        const faults = await strikeAgainAndAgain(bench, seededRandom(seed));
        await producing.stop();
        process.stdout.write(`seed ${seed}, ${minutes} minutes, ${faults} faults\n`);
        for (const loader of loaders) await tellOutcome(loader, topic, producing);
      } finally {
        await producing.stop();
        for (const { stream } of loaders) await stream[Symbol.asyncDispose]();
      }
    },
    (minutes + 20) * 60_000,
  );
});
