/** Says for each of Postgres's types what kind of cell it gives, how one is read, and how the type is written. */
import type { CellKind } from "../adapter.ts";
import {
  arrayReader,
  type ReadCell,
  readBoolean,
  readBytes,
  readFloat,
  readInteger,
  readText,
} from "./values.ts";

/** How a column of some type is read. */
export interface ColumnReader {
  readonly kind: CellKind;
  readonly read: ReadCell;
}

/** A column as the protocol describes it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

type BuiltIn = readonly [name: string, kind: CellKind, read: ReadCell, arrayOid?: number];

/** By object id, which is the same on every server for what Postgres brings along. */
const builtIn: Readonly<Record<number, BuiltIn>> = {
  16: ["boolean", "boolean", readBoolean, 1000],
  17: ["bytea", "blob", readBytes, 1001],
  18: ['"char"', "text", readText, 1002],
  19: ["name", "text", readText, 1003],
  20: ["bigint", "integer", readInteger, 1016],
  21: ["smallint", "integer", readInteger, 1005],
  23: ["integer", "integer", readInteger, 1007],
  25: ["text", "text", readText, 1009],
  26: ["oid", "integer", readInteger, 1028],
  114: ["json", "json", readText, 199],
  700: ["real", "float", readFloat, 1021],
  701: ["double precision", "float", readFloat, 1022],
  705: ["unknown", "text", readText],
  1042: ["character", "text", readText, 1014],
  1043: ["character varying", "text", readText, 1015],
  1082: ["date", "date", readText, 1182],
  1083: ["time without time zone", "time", readText, 1183],
  1114: ["timestamp without time zone", "timestamp", readText, 1115],
  1184: ["timestamp with time zone", "timestamptz", readText, 1185],
  1186: ["interval", "interval", readText, 1187],
  1266: ["time with time zone", "time", readText, 1270],
  1700: ["numeric", "decimal", readText, 1231],
  2950: ["uuid", "uuid", readText, 2951],
  3802: ["jsonb", "json", readText, 3807],
};

const elements: ReadonlyMap<number, number> = new Map(
  Object.entries(builtIn).flatMap(([oid, [, , , array]]) =>
    array === undefined ? [] : [[array, Number(oid)] as const],
  ),
);

const other: ColumnReader = { kind: "other", read: readText };

/** The reader of a column's values. `name`: of a type that Postgres does not bring along. */
export function readerOf(oid: number, name?: string): ColumnReader {
  const known = builtIn[oid];
  if (known !== undefined) return { kind: known[1], read: known[2] };
  const element = elements.get(oid);
  if (element !== undefined)
    return { kind: "list", read: arrayReader(builtIn[element]?.[2] ?? readText) };
  return name?.endsWith("[]") ? { kind: "list", read: arrayReader(readText) } : other;
}

/** Whether the name of the type has to be asked for. */
export const isForeign = (oid: number): boolean => !(oid in builtIn) && !elements.has(oid);

/** The type as Postgres writes it, such as `numeric(10,2)`. */
export function typeText({ dataTypeID, dataTypeModifier }: Field, foreignName?: string): string {
  const element = elements.get(dataTypeID);
  if (element !== undefined) return `${withModifier(element, dataTypeModifier)}[]`;
  if (dataTypeID in builtIn) return withModifier(dataTypeID, dataTypeModifier);
  return foreignName ?? String(dataTypeID);
}

function withModifier(oid: number, modifier: number): string {
  const name = builtIn[oid]?.[0] ?? "";
  if (modifier < 0) return oid === 1042 ? "bpchar" : name;
  switch (oid) {
    case 1042:
    case 1043:
      return `${name}(${modifier - 4})`;
    case 1700: {
      const bits = modifier - 4;
      // The scale is a signed number of eleven bits.
      const scale = ((bits & 0x7ff) ^ 1024) - 1024;
      return `numeric(${(bits >> 16) & 0xffff},${scale})`;
    }
    case 1083:
    case 1114:
    case 1184:
    case 1266: {
      const [first, ...rest] = name.split(" ");
      return `${first}(${modifier}) ${rest.join(" ")}`;
    }
    default:
      return name;
  }
}
