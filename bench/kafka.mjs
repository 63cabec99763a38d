/**
 * What reading costs for each message: our source beside kafkajs's eachBatch, from a real broker that this starts.
 *
 *   npm run build && node bench/kafka.mjs [messages] [bytes of a value] [none, gzip, xerial or zstd]
 *
 * Each reader is a process of its own and reads everything; CPU is its user and system time, main thread and others.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openKafkaSource } from "../dist/load/kafka/source.js";
import { startCluster } from "../dist/test/kafka/cluster.js";
import { connectionTo } from "../dist/test/kafka/connection.js";
import { encodeBatch } from "../dist/test/kafka/encode-batch.js";
import { produceBytes } from "../dist/test/kafka/produce-bytes.js";

const partitions = 8;
const recordsOfBatch = 1_000;

const readers = {
  "tsdbt source": readWithSource,
  "kafkajs eachBatch": readWithKafkajs,
};

if (process.send === undefined) await compare();
else process.once("message", (task) => void read(task));

async function compare() {
  const [messages = "1000000", size = "300", codec = "none"] = process.argv.slice(2);
  const count = Number(messages);
  const cluster = await startCluster({ heapMegabytes: 512 });
  try {
    const [broker] = cluster.brokers;
    const topic = "bench";
    await fill({ broker, topic, count, size: Number(size), codec });
    await race({ broker, topic, count, codec });
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
}

async function race({ broker, topic, count, codec }) {
  for (let round = 0; round < 2; round++) {
    for (const name of Object.keys(readers)) {
      if (name.startsWith("kafkajs") && !["none", "gzip"].includes(codec)) continue;
      const { seconds, cpu, rss } = await inProcess({ name, broker, topic, count });
      const told = [
        `${((cpu / count) * 1e6).toFixed(2)} µs of CPU a message`,
        `${Math.round(count / seconds)} messages/s`,
        `${rss} MB at most`,
      ];
      process.stdout.write(`${name.padEnd(18)} ${told.join(", ")}\n`);
    }
  }
}

function inProcess(task) {
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: "inherit" });
  child.send(task);
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
  });
}

async function fill({ broker, topic, count, size, codec }) {
  const { Kafka, logLevel } = (await import("kafkajs")).default;
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
  await admin.disconnect();
  for (let first = 0; first < count; first += recordsOfBatch) {
    const records = Array.from({ length: Math.min(recordsOfBatch, count - first) }, (_, at) => {
      const event = { event_id: `event-${first + at}`, user_id: at % 977, event_type: "page_view" };
      const padding = "x".repeat(Math.max(0, size - JSON.stringify(event).length - 13));
      return { key: `user-${at % 977}`, value: JSON.stringify({ ...event, padding }) };
    });
    const partition = (first / recordsOfBatch) % partitions;
    await produceBytes(broker, { topic, partition, batch: encodeBatch(records, { codec }) });
  }
}

async function read(task) {
  const used = process.cpuUsage();
  const begun = performance.now();
  await readers[task.name](task);
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - begun) / 1000;
  const rss = Math.round(process.resourceUsage().maxRSS / 1024);
  process.send({ seconds, cpu: (user + system) / 1e6, rss }, () => process.exit());
}

/** One fetch ahead, as the loader does. */
async function readWithSource({ broker, topic, count }) {
  const stream = { name: "bench", topic, at: undefined };
  const source = await openKafkaSource(connectionTo([broker]), stream);
  const { partitions: all } = await source.state();
  const positions = new Map(all.map(({ partition, earliest }) => [partition, earliest]));
  const options = { maxBytes: 8_000_000, maxWaitMs: 100 };
  let seen = 0;
  while (seen < count) {
    for (const block of await source.read(positions, options)) {
      positions.set(block.partition, block.to);
      for (const { value } of block.records) seen += value.length > 0 ? 1 : 0;
    }
  }
  await source[Symbol.asyncDispose]();
}

async function readWithKafkajs({ broker, topic, count }) {
  const { Kafka, logLevel } = (await import("kafkajs")).default;
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-${process.pid}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  await new Promise((resolve) => {
    const eachBatch = async ({ batch }) => {
      for (const { value } of batch.messages) seen += value.length > 0 ? 1 : 0;
      if (seen >= count) resolve();
    };
    void consumer.run({ autoCommit: false, eachBatch });
  });
}
