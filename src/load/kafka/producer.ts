/**
 * Writes records to a topic: for `tsdbt stream produce`, replays and tests. Waits until all replicas have them. Each
 * request is for one partition: when kafkajs 2.2.4 tries a send to several again after a leader has moved, it leaves out
 * brokers that have answered already, although they may lead the partition by then, and confirms what was never sent.
 */
import type { Message, Producer } from "kafkajs";
import { Problem } from "../../core/problem.ts";
import { kafkaAccessDenied, kafkaRequestFailed } from "../../core/problems/source.ts";
import type { KafkaConnection } from "../connection.ts";
import { Brokers, type TopicOfStream } from "./brokers.ts";
import { connectionFailure } from "./connection-failures.ts";
import { makeKafka } from "./kafkajs-inside.ts";

export interface RecordToProduce {
  /** Undefined: by the key's hash as Kafka's own producers do, or any. */
  readonly partition?: number | undefined;
  readonly key: Uint8Array | null;
  /** Null is a tombstone. */
  readonly value: Uint8Array | null;
  /** Milliseconds since 1970; now when undefined. */
  readonly timestamp?: number | undefined;
  readonly headers?: readonly (readonly [name: string, value: Uint8Array])[];
}

export interface RecordProducer extends AsyncDisposable {
  /** In this order within each partition. @throws Problem; then the first of them may have been written */
  send(records: readonly RecordToProduce[]): Promise<void>;
}

/** kafkajs encodes a request in time that grows with the square of its records. */
const recordsAtOnce = 2_000;
/** Well below the size of a batch that brokers take unless told otherwise, 1 MiB. */
const bytesAtOnce = 500_000;

/**
 * Connects, and finds out that the topic is there.
 * @throws Problem as `openKafkaSource` does
 */
export async function openKafkaProducer(
  connection: KafkaConnection,
  topic: TopicOfStream,
): Promise<RecordProducer> {
  // kafkajs tries wrong passwords again and again; our own connection says at once what is wrong.
  await using brokers = await Brokers.open(connection, topic);
  const { partitions } = await brokers.refresh();
  const { Partitioners } = (await import("kafkajs")).default;
  const kafka = await makeKafka(connection);
  const createPartitioner = Partitioners.DefaultPartitioner;
  const choose = createPartitioner();
  const partitionMetadata = partitions.map(({ partition, leader }) => ({
    partitionId: partition,
    leader,
    partitionErrorCode: 0,
    replicas: [],
    isr: [],
  }));
  const producer = kafka.producer({ createPartitioner, allowAutoTopicCreation: false });
  try {
    await producer.connect();
  } catch (thrown) {
    throw explainFailure(thrown, connection, topic);
  }
  return {
    async send(records) {
      const byPartition = new Map<number, RecordToProduce[]>();
      for (const record of records) {
        const message = messageOf(record);
        const partition = choose({ topic: topic.topic, partitionMetadata, message });
        const known = byPartition.get(partition);
        if (known === undefined) byPartition.set(partition, [{ ...record, partition }]);
        else known.push({ ...record, partition });
      }
      await Promise.all(
        [...byPartition.values()].map(async (own) => {
          for (const messages of chunks(own))
            await sendChunk(producer, messages, connection, topic);
        }),
      );
    },
    [Symbol.asyncDispose]: () => producer.disconnect(),
  };
}

async function sendChunk(
  producer: Producer,
  messages: Message[],
  connection: KafkaConnection,
  topic: TopicOfStream,
): Promise<void> {
  try {
    await producer.send({ topic: topic.topic, acks: -1, messages });
  } catch (thrown) {
    throw explainFailure(thrown, connection, topic);
  }
}

function* chunks(records: readonly RecordToProduce[]): Generator<Message[]> {
  let messages: Message[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = (record.key?.length ?? 0) + (record.value?.length ?? 0);
    const isFull = messages.length >= recordsAtOnce || bytes + size > bytesAtOnce;
    if (isFull && messages.length > 0) {
      yield messages;
      messages = [];
      bytes = 0;
    }
    messages.push(messageOf(record));
    bytes += size;
  }
  if (messages.length > 0) yield messages;
}

function messageOf({ partition, key, value, timestamp, headers = [] }: RecordToProduce): Message {
  const bytes = (content: Uint8Array | null): Buffer | null =>
    content === null ? null : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return {
    key: bytes(key),
    value: bytes(value),
    ...(partition !== undefined && { partition }),
    ...(timestamp !== undefined && { timestamp: String(timestamp) }),
    headers: Object.fromEntries(headers.map(([name, content]) => [name, bytes(content) ?? ""])),
  };
}

/** What kafkajs threw, as a Problem where it is one. */
export function explainFailure(
  thrown: unknown,
  connection: KafkaConnection,
  topic: TopicOfStream,
): unknown {
  const cause = rootOf(thrown);
  const type: unknown = cause instanceof Error ? Reflect.get(cause, "type") : undefined;
  if (type === "TOPIC_AUTHORIZATION_FAILED") {
    return kafkaAccessDenied(connection.name, topic.topic, "Write", topic.at);
  }
  const failure = connectionFailure(cause, connection, connection.brokers.join(", "));
  if (failure.kind === "problem") return failure.problem;
  if (thrown instanceof Problem || !(cause instanceof Error)) return thrown;
  return kafkaRequestFailed(connection.name, topic.topic, cause.message);
}

/** kafkajs wraps what has failed once for each way of having tried again. */
function rootOf(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown;
}
