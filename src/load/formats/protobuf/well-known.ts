/** Messages that everybody knows, as the values that they stand for, in the way of Protobuf's own JSON. */
import type { FieldValue } from "../../value-decoder.ts";
import { decimalText } from "../connect-values.ts";
import { clockText, momentText } from "../moments.ts";
import { type Message, scalarValue } from "./scalars.ts";

/** Undefined for any other message. */
export function wellKnownValue(fullName: string, message: Message): FieldValue | undefined {
  return readers[fullName]?.(message);
}

const second = 1_000_000_000n;

const integer = (value: unknown): bigint => BigInt((scalarValue(value) as number | bigint) ?? 0);
const nanosOf = ({ seconds, nanos }: Message): bigint => integer(seconds) * second + integer(nanos);
const wrapped = ({ value }: Message): FieldValue => scalarValue(value);
const wrappers = [
  "Double",
  "Float",
  "Int64",
  "UInt64",
  "Int32",
  "UInt32",
  "Bool",
  "String",
  "Bytes",
];

const readers: Readonly<Record<string, (message: Message) => FieldValue>> = {
  ".google.protobuf.Timestamp": (message) => `${momentText(nanosOf(message))}Z`,
  ".google.protobuf.Duration": durationText,
  ".google.protobuf.Struct": structValue,
  ".google.protobuf.ListValue": listValue,
  ".google.protobuf.Value": anyValue,
  ...Object.fromEntries(wrappers.map((name) => [`.google.protobuf.${name}Value`, wrapped])),
  ".google.type.Date": ({ year, month, day }) =>
    `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`,
  ".google.type.TimeOfDay": ({ hours, minutes, ...rest }) =>
    clockText((integer(hours) * 60n + integer(minutes)) * 60n * second + nanosOf(rest)),
  ".confluent.type.Decimal": ({ value, scale }) =>
    decimalText((value as Uint8Array | undefined) ?? new Uint8Array(), Number(scale ?? 0)),
};

function durationText(message: Message): string {
  const nanos = nanosOf(message);
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = String(size % second)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${nanos < 0n ? "-" : ""}${size / second}${fraction === "" ? "" : `.${fraction}`}s`;
}

function structValue({ fields }: Message): FieldValue {
  const entries = Object.entries((fields ?? {}) as Readonly<Record<string, Message>>);
  return Object.fromEntries(entries.map(([name, value]) => [name, anyValue(value)]));
}

function listValue({ values }: Message): FieldValue {
  return ((values ?? []) as readonly Message[]).map(anyValue);
}

function anyValue(value: Message): FieldValue {
  const own = (name: string) => Object.hasOwn(value, name);
  if (own("structValue")) return structValue(value.structValue as Message);
  if (own("listValue")) return listValue(value.listValue as Message);
  for (const name of ["numberValue", "stringValue", "boolValue"]) {
    if (own(name)) return scalarValue(value[name]);
  }
  return null;
}

const digits = (value: unknown, count: number): string => String(value ?? 0).padStart(count, "0");
