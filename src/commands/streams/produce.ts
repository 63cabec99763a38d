/** `tsdbt stream produce`: writes the lines of a file into a stream's topic, to try things out. */
import { accessSync, constants, createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileNotReadable, produceNeedsTopic } from "../../core/problems/stream.ts";
import type { KafkaConnection } from "../../load/connection.ts";
import type { RecordProducer, RecordToProduce } from "../../load/kafka/producer.ts";
import type { Stream } from "../../load/stream.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { problemsOf, resultOf } from "./result.ts";
import { streamsOf } from "./streams-of.ts";

export interface ProduceOptions {
  /** One record a line; standard input when undefined. */
  readonly file: string | undefined;
  readonly input: NodeJS.ReadableStream | undefined;
  /** The field of each JSON line that becomes the record's key. */
  readonly keyField: string | undefined;
  /** Makes the topic with so many partitions, unless it is there. */
  readonly createTopic: number | undefined;
}

/** How many records are sent together at most, and how long they wait for each other, in milliseconds. */
const together = 1_000;
const longestWait = 100;

/** @throws Problems of the project, the settings and the file; what the broker says gives the exit code */
export async function produce(context: Context, options: ProduceOptions): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const [only, second] = streamsOf(context, project);
  if (only === undefined || second !== undefined || only.connection.type !== "kafka")
    throw produceNeedsTopic();
  const { stream, connection } = only;
  const lines = linesOf(context, options);
  const problems = await problemsOf(async () => {
    if (options.createTopic !== undefined)
      await makeTopic(context, connection, stream, options.createTopic);
    const sent = await sendLines(connection, stream, lines, options.keyField);
    const message = `${sent} records produced to ${stream.topic}`;
    context.emit({ type: "note", name: "RecordsProduced", message });
    return [];
  });
  return resultOf(context, problems);
}

async function makeTopic(
  { emit }: Context,
  connection: KafkaConnection,
  stream: Stream,
  partitions: number,
): Promise<void> {
  const { createTopic } = await import("../../load/kafka/create-topic.ts");
  const isNew = await createTopic(connection, stream, partitions);
  const message = isNew
    ? `the topic ${stream.topic} was made, with ${partitions} partitions`
    : `the topic ${stream.topic} is there already`;
  emit({ type: "note", name: "TopicCreated", message });
}

/** @returns how many records were written */
async function sendLines(
  connection: KafkaConnection,
  stream: Stream,
  lines: () => AsyncIterable<string>,
  keyField: string | undefined,
): Promise<number> {
  const { openKafkaProducer } = await import("../../load/kafka/producer.ts");
  await using producer = await openKafkaProducer(connection, stream);
  const sending = createSending(producer);
  for await (const line of lines()) {
    if (line.trim() === "") continue;
    await sending.add({ key: keyOf(line, keyField), value: Buffer.from(line) });
  }
  return await sending.end();
}

/** Sends many records together, and few when no more come for a moment: a pipe may be a slow one. */
function createSending(producer: RecordProducer) {
  let batch: RecordToProduce[] = [];
  let sent = 0;
  let underWay = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const send = async (): Promise<void> => {
    const records = batch;
    batch = [];
    clearTimeout(timer);
    timer = undefined;
    if (records.length === 0) return;
    await producer.send(records);
    sent += records.length;
  };
  /** In order; what failed once fails all that follows. */
  const flush = (): Promise<void> => {
    underWay = underWay.then(send);
    return underWay;
  };
  return {
    async add(record: RecordToProduce): Promise<void> {
      batch.push(record);
      if (batch.length >= together) return await flush();
      timer ??= setTimeout(() => void flush().catch(() => undefined), longestWait);
    },
    async end(): Promise<number> {
      await flush();
      return sent;
    },
  };
}

/**
 * @returns begins to read when it is called: lines that come before somebody waits for them would be lost
 * @throws Problem when the file cannot be read
 */
function linesOf(
  { location }: Context,
  { file, input }: ProduceOptions,
): () => AsyncIterable<string> {
  if (file === undefined) return () => createInterface({ input: input ?? Readable.from([]) });
  const path = resolve(location.workingDir, file);
  try {
    accessSync(path, constants.R_OK);
  } catch (thrown) {
    throw fileNotReadable(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
  return () => createInterface({ input: createReadStream(path) });
}

function keyOf(line: string, field: string | undefined): Uint8Array | null {
  if (field === undefined) return null;
  try {
    const value: unknown = (JSON.parse(line) as Record<string, unknown>)[field];
    return value === undefined || value === null ? null : Buffer.from(String(value));
  } catch {
    return null;
  }
}
