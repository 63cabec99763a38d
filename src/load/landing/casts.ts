/**
 * Makes cells of field values, without loss or not at all: the one place that decides what fits a column, for every
 * database. A strict column takes what its type means; others also what can be converted and back.
 */
import type { AppendCell } from "../../adapters/append.ts";
import { unreachable } from "../../core/unreachable.ts";
import type { FieldValue } from "../value-decoder.ts";
import type { ColumnType } from "./column-types.ts";
import { isStorable, jsonText, Unwritable, unstorable } from "./json-text.ts";
import { dayMicros, fromMilliseconds, readDate, readTime, readTimestamp } from "./moments.ts";

/** The value does not fit the column. */
export const misfit: unique symbol = Symbol("misfit");

export type Cast = (value: NonNullable<FieldValue>) => AppendCell | typeof misfit;

export interface CastOptions {
  /** Take only what the type means, in `contract: strict`. */
  readonly isStrict: boolean;
  /** The format knows nothing but texts (CSV), so numbers are read from them also where it is strict. */
  readonly isTextual: boolean;
}

/** The cast into a column of that type. It throws `Unwritable` for what no database keeps. */
export function castTo(type: ColumnType, { isStrict, isTextual }: CastOptions): Cast {
  const isLoose = !isStrict;
  const readsText = isLoose || isTextual;
  switch (type.kind) {
    case "boolean":
      return readsText ? looseBoolean : (value) => (typeof value === "boolean" ? value : misfit);
    case "integer":
      return integerCast(type.range!, readsText);
    case "float":
      return floatCast(type.isSingle === true, readsText);
    case "decimal":
      return decimalCast(type.digits);
    case "text":
      return textCast(type.length ?? Number.POSITIVE_INFINITY, isLoose);
    case "uuid":
      return castUuid;
    case "json":
      return isTextual ? castJsonText : (value) => jsonText(value);
    case "blob":
      return castBytes;
    case "date":
      return isLoose ? looseDate : ofText(readDate);
    case "time":
      return ofText(readTime);
    case "timestamp":
    case "timestamptz":
      return castTimestamp;
    default:
      return unreachable(type.kind);
  }
}

const ofText =
  (read: (text: string) => number | undefined): Cast =>
  (value) =>
    typeof value === "string" ? (read(value) ?? misfit) : misfit;

const booleans: ReadonlyMap<FieldValue, boolean> = new Map<FieldValue, boolean>([
  ...["true", "t", "1"].map((word) => [word, true] as const),
  ...["false", "f", "0"].map((word) => [word, false] as const),
  [1, true],
  [0, false],
]);

function looseBoolean(value: FieldValue): boolean | typeof misfit {
  if (typeof value === "boolean") return value;
  return booleans.get(typeof value === "string" ? value.toLowerCase() : value) ?? misfit;
}

function integerCast([least, greatest]: readonly [bigint, bigint], readsText: boolean): Cast {
  const first = Number(least);
  const last = Number(greatest);
  const whole = (value: bigint): AppendCell | typeof misfit => {
    if (value < least || value > greatest) return misfit;
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  };
  return (value) => {
    if (typeof value === "number") {
      const fits = Number.isSafeInteger(value) && value >= first && value <= last;
      // Minus zero is no integer of a database's.
      return fits ? value + 0 : misfit;
    }
    if (typeof value === "bigint") return whole(value);
    if (!readsText || typeof value !== "string" || !/^[+-]?\d{1,40}$/.test(value)) return misfit;
    return whole(BigInt(value.startsWith("+") ? value.slice(1) : value));
  };
}

const greatestSingle = 3.4028234663852886e38;

function floatCast(isSingle: boolean, readsText: boolean): Cast {
  const fits = (value: number): number | typeof misfit => {
    if (!isSingle) return value + 0;
    // What is too small for four bytes is 0, which Postgres would not say by itself.
    return Number.isFinite(value) && Math.abs(value) > greatestSingle
      ? misfit
      : Math.fround(value) + 0;
  };
  return (value) => {
    if (typeof value === "number") return fits(value);
    if (typeof value === "bigint")
      return BigInt(Number(value)) === value ? fits(Number(value)) : misfit;
    if (typeof value !== "string" || !numeric.test(value)) return misfit;
    // Decoders give the digits of a number that no double holds.
    if (!readsText && value.length < 16) return misfit;
    const number = Number(value);
    return Number.isFinite(number) ? fits(number) : misfit;
  };
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

const unlimited = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** @param digits how many in all, and how many of them behind the point; without a limit when absent */
function decimalCast(digits: readonly [precision: number, scale: number] = unlimited): Cast {
  const [precision, scale] = digits;
  const ofNumber = decimalOfNumber(precision, scale);
  return (value) => {
    if (typeof value === "number") return ofNumber(value);
    if (typeof value === "bigint") return plainDigits(String(value), precision, scale);
    if (typeof value !== "string" || !numeric.test(value)) return misfit;
    return plainDigits(value, precision, scale);
  };
}

function decimalOfNumber(
  precision: number,
  scale: number,
): (value: number) => AppendCell | typeof misfit {
  if (scale === Number.POSITIVE_INFINITY)
    return (value) => (Number.isFinite(value) ? value + 0 : misfit);
  const power = 10 ** Math.min(scale, 22);
  const limit = 10 ** Math.min(precision, 15);
  return (value) => {
    const scaled = Math.round(value * power);
    // Fifteen digits survive the way to a double and back.
    if (scaled / power === value && scaled < limit && scaled > -limit) return value + 0;
    return Number.isFinite(value) ? plainDigits(String(value), precision, scale) : misfit;
  };
}

/** The number without an exponent and superfluous zeros, if it has no more digits than that. */
function plainDigits(text: string, precision: number, scale: number): string | typeof misfit {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point < 0 ? "0".repeat(-point) + all : all.padEnd(point, "0");
  const left = padded.slice(0, Math.max(point, 0)).replace(/^0+/, "");
  const right = padded.slice(Math.max(point, 0)).replace(/0+$/, "");
  if (right.length > scale || left.length > precision - Math.min(scale, precision)) return misfit;
  if (left === "" && right === "") return "0";
  const minus = sign === "-" ? "-" : "";
  return `${minus}${left === "" ? "0" : left}${right === "" ? "" : `.${right}`}`;
}

function textCast(length: number, isLoose: boolean): Cast {
  return (value) => {
    const text = typeof value === "string" ? value : isLoose ? scalarText(value) : undefined;
    if (text === undefined) return misfit;
    if (!isStorable(text)) throw new Unwritable("UNSTORABLE", unstorable);
    return text.length <= length || [...text].length <= length ? text : misfit;
  };
}

function scalarText(value: FieldValue): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === "boolean" || typeof value === "bigint" ? String(value) : undefined;
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/;

const castUuid: Cast = (value) => {
  if (typeof value !== "string") return misfit;
  const text = value.toLowerCase();
  if (!uuid.test(text)) return misfit;
  const hex = text.replaceAll("-", "");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

const castJsonText: Cast = (value) => {
  if (typeof value !== "string") return jsonText(value);
  try {
    return jsonText(JSON.parse(value) as FieldValue);
  } catch (thrown) {
    if (thrown instanceof Unwritable) throw thrown;
    return misfit;
  }
};

/** Formats without bytes write them in base64, as Protobuf's and Kafka Connect's JSON do. */
const castBytes: Cast = (value) => {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "string") return misfit;
  const isBase64 = value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
  return isBase64 ? Buffer.from(value, "base64") : misfit;
};

/** Numbers are milliseconds since 1970, as in Kafka, Debezium and JavaScript. */
const castTimestamp: Cast = (value) => {
  if (typeof value === "string") return readTimestamp(value) ?? misfit;
  return typeof value === "number" ? (fromMilliseconds(value) ?? misfit) : misfit;
};

/** A moment that is a midnight in UTC is a date too. */
const looseDate: Cast = (value) => {
  if (typeof value !== "string") return misfit;
  if (value.length === 10) return readDate(value) ?? misfit;
  const micros = readTimestamp(value);
  const isMidnight = micros !== undefined && BigInt(micros) % BigInt(dayMicros) === 0n;
  return isMidnight ? Number(BigInt(micros) / BigInt(dayMicros)) : misfit;
};
