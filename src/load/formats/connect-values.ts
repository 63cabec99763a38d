/**
 * Kafka Connect's values in the words of databases: what is a number or bytes there because its format has nothing
 * better, and says by the name of its schema what it is. (Debezium documentation, "Data type mappings".)
 */

import type { Fields, FieldValue } from "../value-decoder.ts";
import { parseExactly } from "./exact-json.ts";
import { isFields } from "./field-values.ts";
import { clockText, dayText, momentText } from "./moments.ts";

/** A schema as Connect's JSON converter sends it beside the payload. */
export interface ConnectSchema {
  readonly type: string | undefined;
  /** Such as `io.debezium.time.MicroTimestamp`. */
  readonly name: string | undefined;
  readonly scale: number | undefined;
  /** Of a struct, by name. */
  readonly fields: ReadonlyMap<string, ConnectSchema> | undefined;
  /** Of an array. */
  readonly items: ConnectSchema | undefined;
}

/** The schema in a message; undefined where there is none. */
export function readConnectSchema(written: FieldValue | undefined): ConnectSchema | undefined {
  if (written === undefined || !isFields(written)) return undefined;
  const { type, name, parameters, fields, items } = written;
  const scale = isFields(parameters) ? Number(parameters.scale) : undefined;
  return {
    type: typeof type === "string" ? type : undefined,
    name: typeof name === "string" ? name : undefined,
    scale,
    fields: Array.isArray(fields) ? new Map(fields.flatMap(fieldEntry)) : undefined,
    items: readConnectSchema(items),
  };
}

function fieldEntry(written: FieldValue): readonly (readonly [string, ConnectSchema])[] {
  const schema = readConnectSchema(written);
  if (schema === undefined || !isFields(written) || typeof written.field !== "string") return [];
  return [[written.field, schema]];
}

/** The fields of a struct, each as its schema means it. */
export function connectFields(fields: Fields, schema: ConnectSchema | undefined): Fields {
  if (schema?.fields === undefined) return fields;
  const converted: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    converted[name] = connectValue(value, schema.fields.get(name));
  }
  return converted;
}

function connectValue(value: FieldValue, schema: ConnectSchema | undefined): FieldValue {
  if (value === null || schema === undefined) return value;
  const convert = ownConversion(schema.name);
  if (convert !== undefined) return convert(value, schema.scale ?? 0);
  if (Array.isArray(value)) return value.map((item) => connectValue(item, schema.items));
  if (isFields(value)) return connectFields(value, schema);
  return schema.type === "bytes" ? (bytesOf(value) ?? value) : value;
}

function ownConversion(name: string | undefined): Conversion | undefined {
  return name !== undefined && Object.hasOwn(connectConversion, name)
    ? connectConversion[name]
    : undefined;
}

type Conversion = (value: FieldValue, scale: number) => FieldValue;

/** What is no whole number stays as it is. */
const ofInteger =
  (convert: (value: bigint) => string): Conversion =>
  (value) => {
    if (typeof value === "bigint") return convert(value);
    return typeof value === "number" && Number.isInteger(value) ? convert(BigInt(value)) : value;
  };

/** By the name of a schema. */
export const connectConversion: Readonly<Record<string, Conversion>> = {
  "io.debezium.time.Date": ofInteger(dayText),
  "org.apache.kafka.connect.data.Date": ofInteger(dayText),
  "io.debezium.time.Timestamp": ofInteger((value) => momentText(value * 1_000_000n)),
  "org.apache.kafka.connect.data.Timestamp": ofInteger((value) => momentText(value * 1_000_000n)),
  "io.debezium.time.MicroTimestamp": ofInteger((value) => momentText(value * 1_000n)),
  "io.debezium.time.NanoTimestamp": ofInteger(momentText),
  "io.debezium.time.Time": ofInteger((value) => clockText(value * 1_000_000n)),
  "org.apache.kafka.connect.data.Time": ofInteger((value) => clockText(value * 1_000_000n)),
  "io.debezium.time.MicroTime": ofInteger((value) => clockText(value * 1_000n)),
  "io.debezium.time.NanoTime": ofInteger(clockText),
  "org.apache.kafka.connect.data.Decimal": decimal,
  "io.debezium.data.VariableScaleDecimal": (value) =>
    isFields(value) && value.value !== undefined
      ? decimal(value.value, Number(value.scale))
      : value,
  "io.debezium.data.Json": (value) => (typeof value === "string" ? parsedJson(value) : value),
};

function decimal(value: FieldValue, scale: number): FieldValue {
  const bytes = bytesOf(value);
  return bytes === undefined ? value : decimalText(bytes, scale);
}

/** Connect's JSON converter writes bytes in base64. */
function bytesOf(value: FieldValue): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? Buffer.from(value, "base64") : undefined;
}

/**
 * The digits of an unscaled number, two's complement and big-endian, as `java.math.BigInteger` writes it.
 * @param scale how many of the digits stand behind the point; below zero, how many zeros follow
 */
export function decimalText(bytes: Uint8Array, scale: number): string {
  if (bytes.length === 0) return "0";
  const unscaled = BigInt.asIntN(
    bytes.length * 8,
    BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`),
  );
  if (scale <= 0) return `${unscaled}${unscaled === 0n ? "" : "0".repeat(-scale)}`;
  const digits = `${unscaled < 0n ? -unscaled : unscaled}`.padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function parsedJson(text: string): FieldValue {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  return parseExactly(text);
}
