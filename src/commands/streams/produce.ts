/** `tsdbt stream produce`: writes the lines of a file into a stream's topic, to try things out. */
import { accessSync, constants, createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileNotReadable, produceNeedsTopic } from "../../core/problems/stream.ts";
import type { RecordToProduce } from "../../load/kafka/producer.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
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

/** @throws Problems of the project, the settings, the file and the broker */
export async function produce(context: Context, options: ProduceOptions): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  const [only, second] = streams;
  if (only === undefined || second !== undefined || only.connection.type !== "kafka")
    throw produceNeedsTopic();
  const lines = linesOf(context, options);
  const { openKafkaProducer } = await import("../../load/kafka/producer.ts");
  await using producer = await openKafkaProducer(only.connection, only.stream);
  let batch: RecordToProduce[] = [];
  let sent = 0;
  const flush = async (): Promise<void> => {
    await producer.send(batch);
    sent += batch.length;
    batch = [];
  };
  for await (const line of lines()) {
    if (line.trim() === "") continue;
    batch.push({ key: keyOf(line, options.keyField), value: Buffer.from(line) });
    if (batch.length >= together) await flush();
  }
  await flush();
  const message = `${sent} records produced to ${only.stream.topic}`;
  context.emit({ type: "note", name: "RecordsProduced", message });
  return { success: true };
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
