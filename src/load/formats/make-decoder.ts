/** Chooses how a stream's values are decoded. Which database they go to makes no difference. */
import type { RegistrySettings } from "../connection.ts";
import type { SourceRecord } from "../record-source.ts";
import { openRegistry, type RegistryOptions } from "../registry/schema-registry.ts";
import type { Stream } from "../stream.ts";
import type { DecodedValue, ValueDecoder } from "../value-decoder.ts";
import { parseDelimited } from "./decode-delimited.ts";
import { type Parsed, parseJsonObject, reject } from "./decode-json.ts";
import { delimitedSyntax } from "./delimited.ts";
import { openerOf } from "./envelopes.ts";
import { replayedRow } from "./recordings.ts";
import { type SchemaValues, valuesOfFile, valuesOfRegistry } from "./schema-values.ts";

export interface DecoderOptions {
  /** Of the stream's connection. */
  readonly registry?: RegistrySettings | undefined;
  readonly registryOptions?: RegistryOptions;
}

/** How the bytes of a format are read. */
interface Reader {
  readonly prepare?: SchemaValues["prepare"];
  parseValue(record: SourceRecord, value: Uint8Array): Parsed;
  parseKey(record: SourceRecord, key: Uint8Array): Parsed;
}

/** The decoder of a stream's values. A null value is the end of its key's row; one above the stream's limit is refused. */
export function makeDecoder(stream: Stream, options: DecoderOptions = {}): ValueDecoder {
  const { maxValueBytes } = stream.limits;
  const reader = readerOf(stream, options);
  const open = openerOf(stream, reader.parseKey);
  return {
    ...(reader.prepare && { prepare: reader.prepare }),
    isPlainJson: stream.format.type === "json" && stream.envelope === "none",
    decode(record: SourceRecord): DecodedValue {
      const { value } = record;
      if (value === null) return open(null, record);
      if (value.length > maxValueBytes) {
        return reject("TOO_LARGE", `The value has ${value.length} bytes; ${maxValueBytes} may be.`);
      }
      const parsed = reader.parseValue(record, value);
      if (parsed.kind === "reject") return parsed;
      const opened = open(parsed.fields, record);
      return record.isRecording && opened.kind === "row" ? replayedRow(opened) : opened;
    },
  };
}

function readerOf(stream: Stream, options: DecoderOptions): Reader {
  const { format, columns, envelope } = stream;
  const parseKey = (_: SourceRecord, key: Uint8Array): Parsed => parseJsonObject(key);
  if (format.type === "json") return { parseValue: (_, value) => parseJsonObject(value), parseKey };
  if (format.type === "csv") {
    const syntax = delimitedSyntax(format);
    const names = Array.isArray(format.header) ? format.header : columns.map(({ name }) => name);
    return {
      parseValue: (record, value) => parseDelimited(value, record, syntax, names),
      parseKey,
    };
  }
  if (format.schema !== undefined) return valuesOfFile(stream, format.type, format.schema);
  const { registry, registryOptions } = options;
  const opened = registry && openRegistry(registry, registryOptions);
  return valuesOfRegistry(stream, format.type, opened, envelope !== "none");
}
