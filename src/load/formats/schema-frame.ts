/**
 * Which schema a value was written with, as Confluent's serializers say it: a zero byte and four bytes of an id before
 * the value, or a header with a GUID (Confluent documentation, "Wire format" and "Schema ID in headers").
 */
import type { SourceRecord } from "../record-source.ts";

export interface SchemaFrame {
  /** The schema's id, or its GUID in lower case. */
  readonly schema: number | string;
  readonly payload: Buffer;
  /** Protobuf, where the header says it: which of the schema's messages it is. */
  readonly indexes?: Buffer;
}

const headerNames = { key: "__key_schema_id", value: "__value_schema_id" } as const;

/** The frame of a record's key or value; undefined where nothing names a schema. */
export function schemaFrame(
  record: Pick<SourceRecord, "key" | "value" | "headers">,
  part: "key" | "value",
): SchemaFrame | undefined {
  const bytes = record[part];
  if (bytes === null) return undefined;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = record.headers.find(([name]) => name === headerNames[part])?.[1];
  if (header && header[0] === 1 && header.length >= 17) {
    const buffer = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
    return {
      schema: guidText(buffer.subarray(1, 17)),
      payload: whole,
      indexes: buffer.subarray(17),
    };
  }
  if (whole[0] === 0 && whole.length >= 5) {
    return { schema: whole.readInt32BE(1), payload: whole.subarray(5) };
  }
  if (whole[0] === 1 && whole.length >= 17) {
    return { schema: guidText(whole.subarray(1, 17)), payload: whole.subarray(17) };
  }
  return undefined;
}

function guidText(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [0, 8, 12, 16, 20]
    .map((start, index, starts) => hex.slice(start, starts[index + 1]))
    .join("-");
}
