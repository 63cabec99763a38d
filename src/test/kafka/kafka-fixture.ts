/**
 * Topics on a real Kafka broker for tests. Importing this file starts the run's broker (about 3 s once per run), so
 * import it only where it is used:
 *
 *     describeKafka("a stream", () => {
 *       test("lands what was produced", async () => {
 *         await using topic = await freshTopic({ partitions: 2 });
 *         await topic.produce([{ partition: 0, key: "a", value: '{"id": 1}' }, { partition: 1, value: null }]);
 *         await using source = await openKafkaSource(topic.connection, { topic: topic.name, … });
 *       });
 *     });
 *
 * Without a broker the tests are shown as skipped, with the reason; with REQUIRE_KAFKA=1 they fail.
 * TSDBT_TEST_KAFKA_BROKERS=host:port uses a broker of yours. Tests that kill or restart brokers take `startCluster` of
 * cluster.ts, which gives them their own.
 */
import { randomUUID } from "node:crypto";
import { createConnection } from "node:net";
import type { Admin, Kafka, Message, Producer } from "kafkajs";
import { afterAll, describe } from "vitest";
import type { KafkaConnection } from "../../load/connection.ts";
import type { ListenerName } from "./broker-properties.ts";
import { connectionTo } from "./connection.ts";
import { type BrokerAnswer, controlVariable } from "./setup.ts";

export interface TopicOptions {
  /** 1 unless told. */
  readonly partitions?: number;
  /** Kafka's topic configuration, such as `{ "cleanup.policy": "compact" }`. */
  readonly config?: Readonly<Record<string, string>>;
  /** `host:port` of another cluster; the run's broker unless told. */
  readonly brokers?: readonly string[];
  readonly replicationFactor?: number;
}

export interface TestTopic extends AsyncDisposable {
  readonly name: string;
  readonly brokers: readonly string[];
  /** To the listener without TLS or SASL. */
  readonly connection: KafkaConnection;
  /** Waits until all replicas have them. Give a partition: kafkajs's choice is not repeatable. */
  produce(messages: readonly ProducedMessage[]): Promise<void>;
  readonly admin: Admin;
  readonly kafka: Kafka;
}

/** A value of null is a tombstone; timestamps in milliseconds since 1970. */
export interface ProducedMessage {
  readonly partition?: number;
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly timestamp?: number;
  readonly headers?: Message["headers"];
}

const answer = await askForBroker();
const reason = "reason" in answer ? answer.reason : undefined;
if (reason !== undefined && process.env.REQUIRE_KAFKA === "1") {
  throw new Error(`REQUIRE_KAFKA=1, but ${reason}`);
}

export const hasKafka = reason === undefined;

/** True unless the broker is one that was given. */
export const hasSecureListeners = "listeners" in answer && answer.listeners.tls !== undefined;

/** Declares tests that need a broker; without one they are shown as skipped. */
export function describeKafka(name: string, tests: () => void): void {
  const title = hasKafka ? name : `${name} (skipped: ${reason})`;
  describe.skipIf(!hasKafka)(title, () => {
    tests();
    afterAll(closeClients);
  });
}

/** `host:port` of the run's broker. */
export function listenerOf(name: ListenerName): string {
  const address = "listeners" in answer ? answer.listeners[name] : undefined;
  if (address === undefined) throw new Error(`the broker of the tests has no listener ${name}`);
  return address;
}

/** A topic of its own, empty, with leaders elected. */
export async function freshTopic(options: TopicOptions = {}): Promise<TestTopic> {
  const brokers = options.brokers ?? listenerOf("plain").split(",");
  const { kafka, admin, connectProducer } = await clientsOf(brokers);
  // Each topic has its own: a producer that knew a topic which is gone refuses all others.
  let producer: Promise<Producer> | undefined;
  const topic = `t-${randomUUID()}`;
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: options.partitions ?? 1,
        replicationFactor: options.replicationFactor ?? 1,
        configEntries: Object.entries(options.config ?? {}).map(([name, value]) => ({
          name,
          value,
        })),
      },
    ],
  });
  await untilLed(admin, topic);
  return {
    name: topic,
    brokers,
    connection: connectionTo(brokers),
    kafka,
    admin,
    async produce(messages) {
      producer ??= connectProducer();
      const opened = await producer;
      const send = (some: readonly ProducedMessage[]) =>
        opened.send({ topic, acks: -1, messages: some.map(messageOf) });
      // kafkajs confirms what it never sent when a leader moves under a send to several partitions: see producer.ts.
      await Promise.all([...byPartition(messages).values()].map(send));
    },
    async [Symbol.asyncDispose]() {
      await (await producer)?.disconnect();
      // A test may have deleted it, or stopped its brokers.
      await admin.deleteTopics({ topics: [topic] }).catch(() => {});
    },
  };
}

/** kafkajs waits for leaders too, but gives up when the broker it asks has not heard of the topic. */
async function untilLed(admin: Admin, topic: string): Promise<void> {
  for (const until = Date.now() + 30_000; ; ) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      // A leader may be named before it knows of it.
      const isLed = topics[0]?.partitions.every(({ leader }) => leader >= 0) === true;
      if (isLed && (await admin.fetchTopicOffsets(topic)).length > 0) return;
    } catch (thrown) {
      if (Date.now() > until) throw thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Messages without a partition together: kafkajs chooses one for each. */
function byPartition(messages: readonly ProducedMessage[]) {
  const groups = new Map<number | undefined, ProducedMessage[]>();
  for (const message of messages) {
    const known = groups.get(message.partition);
    if (known === undefined) groups.set(message.partition, [message]);
    else known.push(message);
  }
  return groups;
}

function messageOf({ partition, key, value, timestamp, headers }: ProducedMessage): Message {
  return {
    value,
    ...(key !== undefined && { key }),
    ...(partition !== undefined && { partition }),
    ...(timestamp !== undefined && { timestamp: String(timestamp) }),
    ...(headers !== undefined && { headers }),
  };
}

interface Clients {
  readonly kafka: Kafka;
  readonly admin: Admin;
  connectProducer(): Promise<Producer>;
  close(): Promise<void>;
}

const clients = new Map<string, Promise<Clients>>();

function clientsOf(brokers: readonly string[]): Promise<Clients> {
  const key = brokers.join(",");
  const known = clients.get(key);
  if (known !== undefined) return known;
  const opened = openClients(brokers);
  clients.set(key, opened);
  return opened;
}

async function openClients(brokers: readonly string[]): Promise<Clients> {
  const { Kafka, logLevel, Partitioners } = await import("kafkajs");
  const kafka = new Kafka({
    clientId: "tsdbt-test-producer",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 12 },
  });
  const admin = kafka.admin();
  await admin.connect();
  return {
    kafka,
    admin,
    async connectProducer() {
      const createPartitioner = Partitioners.DefaultPartitioner;
      const producer = kafka.producer({ createPartitioner });
      await producer.connect();
      return producer;
    },
    close: () => admin.disconnect(),
  };
}

async function closeClients(): Promise<void> {
  const opened = [...clients.values()];
  clients.clear();
  await Promise.all(opened.map(async (each) => (await each).close()));
}

function askForBroker(): Promise<BrokerAnswer> {
  const port = Number(process.env[controlVariable]);
  if (!(port > 0))
    return Promise.resolve({ reason: "the tests were started without vitest's setup" });
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.setEncoding("utf8");
    socket.on("error", reject);
    socket.on("data", (part: string) => {
      text += part;
    });
    socket.on("end", () => resolve(JSON.parse(text)));
  });
}
