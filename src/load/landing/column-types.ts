/** The types that columns of a stream may have: one vocabulary for all databases, and how each database writes it. */
import type { AppendKind } from "../../adapters/append.ts";
import type { AdapterType } from "../../adapters/dialects.ts";

export interface ColumnType {
  readonly kind: AppendKind;
  /** In `create table`. */
  readonly sql: string;
  /** Integers: the least and the greatest value. */
  readonly range?: readonly [least: bigint, greatest: bigint];
  /** Floats of four bytes, whose greatest value is smaller. */
  readonly isSingle?: boolean;
  /** Decimals: digits in all, and behind the point; absent where there is no limit. */
  readonly digits?: readonly [precision: number, scale: number];
  /** Texts: characters. */
  readonly length?: number;
}

type Name =
  | "boolean"
  | `${"" | "u"}int${8 | 16 | 32 | 64}`
  | "int128"
  | "float32"
  | "float64"
  | "decimal"
  | "text"
  | "uuid"
  | "json"
  | "jsonb"
  | "blob"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz";

/** What people write, in either database's words, so that one declaration serves both. */
const names: Readonly<Record<string, Name>> = {
  ...all("boolean", ["boolean", "bool", "logical"]),
  ...all("int8", ["tinyint", "int1"]),
  ...all("int16", ["smallint", "int2", "short"]),
  ...all("int32", ["integer", "int", "int4", "signed"]),
  ...all("int64", ["bigint", "int8", "long"]),
  ...all("int128", ["hugeint", "int128"]),
  ...all("uint8", ["utinyint", "uint8"]),
  ...all("uint16", ["usmallint", "uint16"]),
  ...all("uint32", ["uinteger", "uint32"]),
  ...all("uint64", ["ubigint", "uint64"]),
  ...all("float32", ["real", "float4"]),
  ...all("float64", ["double", "double precision", "float8"]),
  ...all("decimal", ["decimal", "numeric", "dec"]),
  ...all("text", ["varchar", "text", "string", "character varying", "char", "character", "bpchar"]),
  ...all("uuid", ["uuid"]),
  ...all("json", ["json"]),
  ...all("jsonb", ["jsonb"]),
  ...all("blob", ["blob", "bytea", "binary", "varbinary", "bytes"]),
  ...all("date", ["date"]),
  ...all("time", ["time", "time without time zone"]),
  ...all("timestamp", ["timestamp", "datetime", "timestamp without time zone"]),
  ...all("timestamptz", ["timestamptz", "timestamp with time zone"]),
};

function all(name: Name, words: readonly string[]): Readonly<Record<string, Name>> {
  return Object.fromEntries(words.map((word) => [word, name]));
}

const signed = (bits: bigint) =>
  ({ kind: "integer", range: [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n] }) as const;
const unsigned = (bits: bigint) => ({ kind: "integer", range: [0n, 2n ** bits - 1n] }) as const;

type Shape = Omit<ColumnType, "sql">;

const shapes: Readonly<Record<Name, Shape>> = {
  boolean: { kind: "boolean" },
  int8: signed(8n),
  int16: signed(16n),
  int32: signed(32n),
  int64: signed(64n),
  int128: signed(128n),
  uint8: unsigned(8n),
  uint16: unsigned(16n),
  uint32: unsigned(32n),
  uint64: unsigned(64n),
  float32: { kind: "float", isSingle: true },
  float64: { kind: "float" },
  decimal: { kind: "decimal" },
  text: { kind: "text" },
  uuid: { kind: "uuid" },
  json: { kind: "json" },
  jsonb: { kind: "json" },
  blob: { kind: "blob" },
  date: { kind: "date" },
  time: { kind: "time" },
  timestamp: { kind: "timestamp" },
  timestamptz: { kind: "timestamptz" },
};

interface TypeWords {
  readonly sql: Readonly<Record<Name, string>>;
  /** `float` without more. */
  readonly float: Name;
  /** What `decimal` means without more; undefined where that has no limit. */
  readonly decimal: readonly [precision: number, scale: number] | undefined;
  readonly longestDecimal: number;
}

const common = {
  boolean: "boolean",
  int16: "smallint",
  int32: "integer",
  int64: "bigint",
  float32: "real",
  decimal: "decimal",
  text: "varchar",
  uuid: "uuid",
  json: "json",
  date: "date",
  time: "time",
  timestamp: "timestamp",
  timestamptz: "timestamptz",
} as const;

const words: Readonly<Record<AdapterType, TypeWords>> = {
  duckdb: {
    sql: {
      ...common,
      int8: "tinyint",
      int128: "hugeint",
      uint8: "utinyint",
      uint16: "usmallint",
      uint32: "uinteger",
      uint64: "ubigint",
      float64: "double",
      jsonb: "json",
      blob: "blob",
    },
    float: "float32",
    decimal: [18, 3],
    longestDecimal: 38,
  },
  postgres: {
    sql: {
      ...common,
      int8: "smallint",
      int128: "numeric(39,0)",
      uint8: "smallint",
      uint16: "integer",
      uint32: "bigint",
      uint64: "numeric(20,0)",
      float64: "double precision",
      jsonb: "jsonb",
      blob: "bytea",
    },
    float: "float64",
    decimal: undefined,
    longestDecimal: 1000,
  },
};

/**
 * The type that a declaration means, or undefined where streams cannot fill such columns.
 * @param declared such as `decimal(12, 2)`
 */
export function columnTypeOf(declared: string, database: AdapterType): ColumnType | undefined {
  const text = declared.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const [, word = "", size = "", rest = ""] =
    /^([a-z][a-z0-9_ ]*?) ?(?:\(([0-9, ]+)\))?( with(?:out)? time zone)?$/.exec(text) ?? [];
  const { sql, float } = words[database];
  const name = word === "float" ? float : names[`${word}${rest}`];
  if (name === undefined) return undefined;
  const numbers = size === "" ? [] : size.split(",").map(Number);
  if (name === "decimal") return decimalType(numbers, words[database]);
  if (name === "text" && numbers.length === 1)
    return { kind: "text", sql: `varchar(${numbers[0]})`, length: numbers[0]! };
  return { ...shapes[name], sql: sql[name] };
}

function decimalType(
  numbers: readonly number[],
  { decimal, longestDecimal }: TypeWords,
): ColumnType | undefined {
  const [precision, scale = 0] = numbers.length > 0 ? numbers : (decimal ?? []);
  if (precision === undefined) return { kind: "decimal", sql: "numeric" };
  if (precision < 1 || precision > longestDecimal || scale > precision) return undefined;
  return { kind: "decimal", sql: `decimal(${precision},${scale})`, digits: [precision, scale] };
}
