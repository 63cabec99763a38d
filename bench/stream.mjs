/**
 * Streams end to end, from a real topic into a database with an incremental model in each batch's transaction.
 *
 *   node bench/stream.mjs                                    DuckDB: 500,000 records of 300 bytes, then latency
 *   BENCH_POSTGRES_URL=postgres://… node bench/stream.mjs    Postgres too
 *   KAFKA_BROKERS=localhost:9092 node bench/stream.mjs       a broker that is there, instead of one that this starts
 *   options: --records 500000  --rate 1000 (records a second, for latency)  --seconds 20
 *
 * Rows a second is wall time of `tsdbt load` less that of a load without records; beside it, what one would write by hand
 * (`stream-rivals.mjs`; `--alone` leaves it out). Latency is from a record's timestamp to the commit of its batch, with
 * a `tsdbt stream` that says it is ready.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import kafkajs from "kafkajs";
import pg from "pg";
import { startCluster } from "../dist/test/kafka/cluster.js";
import { runOnce } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "500000" },
    rate: { type: "string", default: "1000" },
    seconds: { type: "string", default: "20" },
    alone: { type: "boolean", default: false },
  },
});
const program = join(fileURLToPath(new URL("..", import.meta.url)), "dist", "cli", "main.cjs");
const cluster = process.env.KAFKA_BROKERS ? undefined : await startCluster({ heapMegabytes: 512 });
const brokers = cluster?.brokers ?? process.env.KAFKA_BROKERS.split(",");
const partitions = 8;
const together = 1_000;

const record = (id) => ({
  partition: id % partitions,
  key: `user_${id % 5_000}`,
  value: JSON.stringify({
    event_id: `event-${String(id).padStart(12, "0")}`,
    user_id: `user_${id % 5_000}`,
    kind: ["view", "cart", "purchase"][id % 3],
    price: (id % 9_000) / 100,
    happened_at: new Date(Date.UTC(2026, 10, 21, 10, 0, 0, id % 60_000)).toISOString(),
    session_id: `session-${id % 20_000}`,
    page_url: `https://shop.example/products/${id % 1_000}?ref=newsletter`,
    device: "mobile",
    pad: "x".repeat(60),
  }),
});

const declaration = (topic) => `sources:
  - name: shop
    schema: raw
    tables:
      - name: clicks
        config: {load: {connection: broker, topic: ${topic}}}
        columns:
          - {name: event_id, data_type: varchar}
          - {name: user_id, data_type: varchar}
          - {name: kind, data_type: varchar}
          - {name: price, data_type: "decimal(12,2)"}
          - {name: happened_at, data_type: timestamp}
          - {name: session_id, data_type: varchar}
          - {name: page_url, data_type: varchar}
          - {name: device, data_type: varchar}
          - {name: pad, data_type: varchar}
`;

const model = `{{ config(materialized='incremental', stream='inline', incremental_strategy='delete+insert', unique_key='kind') }}
with batch as (
  select kind, count(*) as clicks, sum(price) as revenue
  from {{ source('shop', 'clicks') }} where {{ stream_batch() }} group by kind
)
select batch.kind,
  batch.clicks{% if is_incremental() %} + coalesce(known.clicks, 0){% endif %} as clicks,
  batch.revenue{% if is_incremental() %} + coalesce(known.revenue, 0){% endif %} as revenue
from batch{% if is_incremental() %} left join {{ this }} as known on known.kind = batch.kind{% endif %}
`;

function makeProject(topic, target) {
  const dir = mkdtempSync(join(tmpdir(), "bench-stream-"));
  const files = {
    "project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": JSON.stringify({
      shop: { target: "bench", outputs: { bench: { threads: 2, ...target(dir) } } },
      connections: { broker: { type: "kafka", brokers } },
    }),
    "models/shop.yml": declaration(topic),
    "models/by_kind.sql": model,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

const env = (dir) => ({ ...process.env, DBT_PROFILES_DIR: dir });

function tsdbt(dir, ...words) {
  const done = spawnSync(process.execPath, [program, ...words], {
    cwd: dir,
    env: env(dir),
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(`${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

const query = (dir, sql) =>
  JSON.parse(
    tsdbt(dir, "show", "--inline-direct", sql, "--output", "json", "--limit", "-1", "--quiet"),
  ).show;

async function fill(kafka, topic, count) {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  for (let id = 0; id < count; id += together) {
    const messages = Array.from({ length: Math.min(together, count - id) }, (_, index) =>
      record(id + index),
    );
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
}

const memory = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from "node:fs";
   process.on("exit", () => writeFileSync(process.env.BENCH_RSS, String(process.resourceUsage().maxRSS)));`,
)}`;

/** A second load has nothing to read: what it takes is no part of the rate. */
function rate(name, dir, count) {
  const rssFile = join(dir, "rss");
  const [full, idle] = [["--init"], []].map((more) => {
    const command = [process.execPath, "--import", memory, program, "load", "--quiet", ...more];
    const once = runOnce(command, { cwd: dir, env: { ...env(dir), BENCH_RSS: rssFile } });
    return { ...once, rss: Math.round(Number(readFileSync(rssFile, "utf8")) / 1024) };
  });
  const [{ clicks }] = query(dir, "select sum(clicks) as clicks from by_kind");
  if (Number(clicks) !== count) throw new Error(`${clicks} of ${count} records in the model`);
  const { wall, cpu } = { wall: full.wall - idle.wall, cpu: full.cpu - idle.cpu };
  tellRate(`${name}, tsdbt load`, { wall, cpu, rss: full.rss }, count);
}

function rival(name, way, topic, count) {
  const script = fileURLToPath(new URL("stream-rivals.mjs", import.meta.url));
  const dir = mkdtempSync(join(tmpdir(), "bench-rival-"));
  const done = spawnSync(process.execPath, [script, way, name, topic, String(count)], {
    env: {
      ...process.env,
      KAFKA_BROKERS: brokers.join(","),
      BENCH_DUCKDB: join(dir, "rival.duckdb"),
      ...(url && { BENCH_POSTGRES_URL: new URL(`/${ownDatabase}`, url).href }),
    },
    encoding: "utf8",
  });
  rmSync(dir, { recursive: true, force: true });
  if (done.status !== 0) throw new Error(`${way}: ${done.stdout}${done.stderr}`);
  tellRate(`${name}, ${way}`, JSON.parse(done.stdout), count);
}

function tellRate(what, { wall, cpu, rss }, count) {
  const told = [
    `${Math.round(count / wall)} rows/s`,
    `${((cpu / count) * 1e6).toFixed(1)} µs of CPU a record (without the server's)`,
    `${rss} MB at most`,
  ];
  process.stdout.write(`${what}: ${told.join(", ")}\n`);
}

async function latency(name, dir, kafka, topic) {
  // What the database before was measured with.
  tsdbt(dir, "load", "--quiet");
  const loader = spawn(process.execPath, [program, "stream", "--metrics-port", "0"], {
    cwd: dir,
    env: env(dir),
  });
  const address = await new Promise((resolve) =>
    loader.stdout.on("data", (text) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text)) ?? [];
      if (found !== undefined) resolve(found);
    }),
  );
  // What comes while a loader starts waits for that, and is no measure of how it streams.
  while ((await fetch(`${address}/ready`)).status !== 200) await pause(20);
  const producer = kafka.producer();
  await producer.connect();
  const last = Date.now();
  const ticks = Number(values.seconds) * 20;
  const each = Math.round(Number(values.rate) / 20);
  for (let tick = 0; tick < ticks; tick++) {
    const begun = performance.now();
    await producer.send({
      topic,
      messages: Array.from({ length: each }, (_, index) => record(tick * each + index)),
    });
    await pause(Math.max(0, 50 - (performance.now() - begun)));
  }
  await producer.disconnect();
  await pause(2_000);
  loader.kill("SIGTERM");
  await new Promise((resolve) => loader.once("exit", resolve));
  const waits = "extract(epoch from batch.committed_at - row._timestamp) * 1000";
  const [found] = query(
    dir,
    `select percentile_cont(0.5) within group (order by ${waits}) as p50,
       percentile_cont(0.99) within group (order by ${waits}) as p99, count(*) as records
     from raw.clicks as row join _tsdbt.stream_batches as batch on batch.batch_id = row._batch_id
     where row._timestamp > to_timestamp(${last / 1000})`,
  );
  process.stdout.write(
    `${name}: ${values.rate} records/s, ${found.records} records: p50 ${Math.round(found.p50)} ms, p99 ${Math.round(found.p99)} ms to the commit\n`,
  );
}

/** As docs/streams.md says for a loader that has half a gigabyte. */
const settings = { memory_limit: "200MB" };
const targets = {
  duckdb: (dir) => ({ type: "duckdb", path: join(dir, "bench.duckdb"), settings }),
};
const url = process.env.BENCH_POSTGRES_URL && new URL(process.env.BENCH_POSTGRES_URL);
const ownDatabase = `bench_stream_${Date.now()}`;

/** A database of this run's own, on the server that was named. */
async function onServer(sql) {
  const client = new pg.Client({ connectionString: process.env.BENCH_POSTGRES_URL });
  await client.connect();
  await client.query(sql);
  await client.end();
}

if (url) {
  await onServer(`create database ${ownDatabase}`);
  targets.postgres = () => ({
    type: "postgres",
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    dbname: ownDatabase,
    schema: "public",
  });
}

const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.ERROR });
const count = Number(values.records);
const topic = `bench-${Date.now()}`;
await fill(kafka, topic, count);
const projects = Object.entries(targets).map(([name, target]) => [
  name,
  makeProject(topic, target),
]);
try {
  // All rates first: measuring latency puts more records into the topic.
  for (const [name, dir] of projects) {
    rate(name, dir, count);
    if (values.alone) continue;
    for (const way of ["by-hand", "each-batch"]) rival(name, way, topic, count);
  }
  for (const [name, dir] of projects) await latency(name, dir, kafka, topic);
} finally {
  for (const [, dir] of projects) rmSync(dir, { recursive: true, force: true });
  if (url) await onServer(`drop database ${ownDatabase} with (force)`);
  await cluster?.[Symbol.asyncDispose]();
}
