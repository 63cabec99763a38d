/** `tsdbt stream produce`: writes the lines of a file into a stream's topic, to try things out. */
import { accessSync, constants, createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileNotReadable, produceNeedsTopic } from "../../core/problems/stream.ts";
import type { KafkaConnection } from "../../load/connection.ts";
import type { RecordToProduce } from "../../load/kafka/producer.ts";
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
}

/** How many records are sent together. */
const together = 1_000;

/** @throws Problems of the project, the settings and the file; what the broker says gives the exit code */
export async function produce(context: Context, options: ProduceOptions): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const [only, second] = streamsOf(context, project);
  if (only === undefined || second !== undefined || only.connection.type !== "kafka")
    throw produceNeedsTopic();
  const { stream, connection } = only;
  const lines = linesOf(context, options);
  const problems = await problemsOf(async () => {
    const sent = await sendLines(connection, stream, lines, options.keyField);
    const message = `${sent} records produced to ${stream.topic}`;
    context.emit({ type: "note", name: "RecordsProduced", message });
    return [];
  });
  return resultOf(context, problems);
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
  let batch: RecordToProduce[] = [];
  let sent = 0;
  const flush = async (): Promise<void> => {
    await producer.send(batch);
    sent += batch.length;
    batch = [];
  };
  for await (const line of lines()) {
    if (line.trim() === "") continue;
    batch.push({ key: keyOf(line, keyField), value: Buffer.from(line) });
    if (batch.length >= together) await flush();
  }
  await flush();
  return sent;
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
