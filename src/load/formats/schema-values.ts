/**
 * Values that only a schema makes sense of. Which one, a registry says by the id in front of each value; or one file for
 * all of them. Schemas are fetched before a batch is decoded, so that decoding itself waits for nothing.
 */
import { readFile } from "node:fs/promises";
import { type Problem, problemsIn } from "../../core/problem.ts";
import {
  registrySchemaInvalid,
  schemaFileInvalid,
  schemaFileUnreadable,
  schemaMissing,
} from "../../core/problems/registry.ts";
import type { SourceRecord } from "../record-source.ts";
import type { SchemaRegistry } from "../registry/schema-registry.ts";
import type { Stream } from "../stream.ts";
import type { RejectCode } from "../value-decoder.ts";
import { type Parsed, parseJsonObject, reject } from "./decode-json.ts";
import { openCodec } from "./open-codec.ts";
import { schemaFrame } from "./schema-frame.ts";
import type { SchemaText, ValueCodec } from "./value-codec.ts";

export interface SchemaValues {
  /** @throws Problem REGISTRY_* or SCHEMA_* */
  prepare(records: readonly SourceRecord[]): Promise<void>;
  parseValue(record: SourceRecord): Parsed;
  parseKey(record: SourceRecord): Parsed;
}

const badValue: Readonly<Record<SchemaText["type"], RejectCode>> = {
  avro: "BAD_AVRO",
  protobuf: "BAD_PROTOBUF",
  json_schema: "BAD_JSON",
};

/** Values whose one schema lies in a file, and that name none. Keys are JSON or have no fields. */
export function valuesOfFile(stream: Stream, type: SchemaText["type"], file: string): SchemaValues {
  let codec: ValueCodec | undefined;
  return {
    async prepare() {
      codec ??= await codecOfFile(stream, type, file);
    },
    parseValue: ({ value }) => prepared(codec).decode(bufferOf(value)),
    parseKey: ({ key }) => parseJsonObject(bufferOf(key)),
  };
}

async function codecOfFile(
  { at, format }: Stream,
  type: SchemaText["type"],
  file: string,
): Promise<ValueCodec> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw schemaFileUnreadable(file, reasonOf(error), at);
  }
  if (type === "protobuf" && format.message === undefined) {
    throw schemaFileInvalid(
      file,
      "`message` does not say which of its messages the values are.",
      at,
    );
  }
  try {
    return await openCodec({ type, text, references: [] }, format.message);
  } catch (error) {
    throw schemaFileInvalid(file, reasonOf(error), at);
  }
}

/** @param readsKeys the envelope wants the fields of keys */
export function valuesOfRegistry(
  stream: Stream,
  type: SchemaText["type"],
  registry: SchemaRegistry | undefined,
  readsKeys: boolean,
): SchemaValues {
  const codecs = new Map<number | string, ValueCodec>();
  // A whole number as a key looks like a frame too: what is none has no fields.
  const noSchemas = new Set<number | string>();
  const learn = async (schema: number | string, isKey: boolean): Promise<void> => {
    if (registry === undefined) throw schemaMissing(stream.name, type, stream.at);
    if (codecs.has(schema) || (isKey && noSchemas.has(schema))) return;
    try {
      codecs.set(schema, await codecOfId(registry, schema));
    } catch (error) {
      if (!isKey || !isUnknown(error)) throw error;
      noSchemas.add(schema);
    }
  };
  const parse = (record: SourceRecord, part: "key" | "value"): Parsed | undefined => {
    const frame = schemaFrame(record, part);
    if (frame === undefined) return undefined;
    return codecs.get(frame.schema)?.decode(frame.payload, frame.indexes);
  };
  return {
    async prepare(records) {
      if (registry === undefined) throw schemaMissing(stream.name, type, stream.at);
      const parts = readsKeys ? (["value", "key"] as const) : (["value"] as const);
      for (const part of parts) {
        const schemas = [...schemasOf(records, part)];
        await Promise.all(schemas.map((schema) => learn(schema, part === "key")));
      }
    },
    parseValue: (record) =>
      parse(record, "value") ??
      reject(badValue[type], "Nothing in the record names the schema of its value."),
    parseKey: (record) => parse(record, "key") ?? parseJsonObject(bufferOf(record.key)),
  };
}

function schemasOf(records: readonly SourceRecord[], part: "key" | "value"): Set<number | string> {
  const schemas = new Set<number | string>();
  for (const record of records) {
    const frame = schemaFrame(record, part);
    if (frame !== undefined) schemas.add(frame.schema);
  }
  return schemas;
}

async function codecOfId(registry: SchemaRegistry, id: number | string): Promise<ValueCodec> {
  const schema = await registry.schema(id);
  try {
    return await openCodec(schema);
  } catch (error) {
    throw registrySchemaInvalid(String(id), reasonOf(error));
  }
}

const isUnknown = (error: unknown): boolean =>
  problemsIn(error)?.every(({ code }: Problem) => code === "REGISTRY_SCHEMA_UNKNOWN") ?? false;

function prepared(codec: ValueCodec | undefined): ValueCodec {
  if (codec === undefined) throw new Error("Bug: values are decoded before their schema is read");
  return codec;
}

const bufferOf = (bytes: Uint8Array | null): Buffer =>
  bytes === null ? Buffer.alloc(0) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
