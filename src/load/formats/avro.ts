/**
 * Values in Avro's binary encoding (Avro specification 1.12). Each is read by the schema that it was written with; which
 * of its fields a column takes, and what becomes of changed ones, is the landing's contract.
 */
import avro, { type Type } from "avsc";
import type { FieldValue } from "../value-decoder.ts";
import { connectConversion, decimalText } from "./connect-values.ts";
import { reject } from "./decode-json.ts";
import { clockText, dayText, momentText } from "./moments.ts";
import { checkedFields, type SchemaText, type ValueCodec } from "./value-codec.ts";

/** @throws what the library says of the schema */
export function avroCodec({ text, references }: SchemaText): ValueCodec {
  const registry: Record<string, Type> = { long: exactLong };
  for (const reference of references) typeOf(reference.text, registry);
  const type = typeOf(text, registry);
  return {
    decode(payload) {
      let value: FieldValue;
      try {
        value = type.fromBuffer(payload);
      } catch (error) {
        return reject("BAD_AVRO", error instanceof Error ? error.message : String(error));
      }
      return checkedFields(value, payload);
    },
  };
}

function typeOf(text: string, registry: Record<string, Type>): Type {
  const schema = withConnectNames(JSON.parse(text));
  return avro.Type.forSchema(schema as never, { registry, logicalTypes, wrapUnions: "never" });
}

/** Eight bytes as a number, or as a bigint where a double does not hold it. */
const exactLong = avro.types.LongType.__with({
  fromBuffer(bytes: Buffer) {
    const value = bytes.readBigInt64LE();
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  },
  toBuffer(value: number | bigint) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === "bigint" || Number.isInteger(value),
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** A logical type of which only the reading is wanted. */
function readAs(convert: (value: FieldValue, schema: Attributes) => FieldValue) {
  return class extends avro.types.LogicalType {
    readonly #schema: Attributes;
    constructor(schema: never, options: never) {
      super(schema, options);
      this.#schema = schema;
    }
    override _fromValue(value: FieldValue): FieldValue {
      return convert(value, this.#schema);
    }
    override _toValue(value: unknown): unknown {
      return value;
    }
  };
}

interface Attributes {
  readonly scale?: number;
}

const moment = (nanos: bigint, zone: string) =>
  readAs((value) => `${momentText(BigInt(value as number | bigint) * nanos)}${zone}`);
const clock = (nanos: bigint) => readAs((value) => clockText(BigInt(value as number) * nanos));

const connectTypes = Object.fromEntries(
  Object.entries(connectConversion).map(([name, convert]) => [
    name,
    readAs((value, { scale }) => convert(value, scale ?? 0)),
  ]),
);

const logicalTypes = {
  ...connectTypes,
  decimal: readAs((value, { scale }) => decimalText(value as Uint8Array, scale ?? 0)),
  date: readAs((value) => dayText(BigInt(value as number))),
  "time-millis": clock(1_000_000n),
  "time-micros": clock(1_000n),
  "timestamp-millis": moment(1_000_000n, "Z"),
  "timestamp-micros": moment(1_000n, "Z"),
  "timestamp-nanos": moment(1n, "Z"),
  "local-timestamp-millis": moment(1_000_000n, ""),
  "local-timestamp-micros": moment(1_000n, ""),
  "local-timestamp-nanos": moment(1n, ""),
} as never;

/** Connect says what a value means by a name of its own, beside Avro's own way or instead of it. */
function withConnectNames(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withConnectNames);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]) => [
    name,
    name === "default" ? value : withConnectNames(value),
  ]);
  const named: Record<string, unknown> = Object.fromEntries(entries);
  const connectName = named["connect.name"];
  const isKnown = typeof connectName === "string" && Object.hasOwn(connectTypes, connectName);
  return isKnown && named.logicalType === undefined
    ? { ...named, logicalType: connectName }
    : named;
}
