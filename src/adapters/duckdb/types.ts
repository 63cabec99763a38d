/** Says for each of DuckDB's types what kind of cell it gives and how one is read. */
import type {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBType,
} from "@duckdb/node-api";
import type { CellKind } from "../adapter.ts";
import {
  listReader,
  mapReader,
  momentReader,
  type ReadCell,
  readBytes,
  readInteger,
  readItself,
  readText,
  structReader,
} from "./values.ts";

/** How a column of some type is read. */
export interface ColumnReader {
  readonly kind: CellKind;
  readonly read: ReadCell;
}

/** By type id of DuckDB's C API; the driver's enum would load the driver. */
const readers: Readonly<Record<number, ColumnReader>> = {
  ...byId("boolean", readItself, [1]),
  ...byId("integer", readItself, [2, 3, 4, 6, 7, 8]),
  ...byId("integer", readInteger, [5, 9, 16, 32, 35]),
  ...byId("float", readItself, [10, 11]),
  ...byId("decimal", readText, [19]),
  ...byId("text", readItself, [17, 23]),
  ...byId("timestamp", readText, [12, 20, 21, 22]),
  ...byId("date", readText, [13]),
  ...byId("time", readText, [14, 30, 39]),
  ...byId("interval", readText, [15]),
  ...byId("blob", readBytes, [18]),
  ...byId("uuid", readText, [27]),
};

const types = { list: 24, struct: 25, map: 26, timestamptz: 31, array: 33 } as const;

const other: ColumnReader = { kind: "other", read: readText };
const json: ColumnReader = { kind: "json", read: readItself };

/** The reader for a column of that type. `zone`: the session's time zone, in which moments are written. */
export function readerOf(type: DuckDBType, zone: string): ColumnReader {
  if (type.alias === "JSON") return json;
  return readers[type.typeId] ?? nestedReader(type, zone);
}

function nestedReader(type: DuckDBType, zone: string): ColumnReader {
  switch (type.typeId as number) {
    case types.list:
    case types.array: {
      const item = readerOf((type as DuckDBListType | DuckDBArrayType).valueType, zone);
      return { kind: "list", read: listReader(item.read) };
    }
    case types.struct: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const fields = entryTypes.map((field) => readerOf(field, zone).read);
      return { kind: "struct", read: structReader(entryNames, fields) };
    }
    case types.map: {
      const { valueType } = type as DuckDBMapType;
      return { kind: "map", read: mapReader(readerOf(valueType, zone).read) };
    }
    case types.timestamptz:
      return { kind: "timestamptz", read: momentReader(zone) };
    default:
      return other;
  }
}

function byId(
  kind: CellKind,
  read: ReadCell,
  ids: readonly number[],
): Readonly<Record<number, ColumnReader>> {
  return Object.fromEntries(ids.map((id) => [id, { kind, read }]));
}

/** The type as DuckDB writes it, such as `DECIMAL(18,3)`. */
export const typeText = (type: DuckDBType): string => type.alias ?? type.toString();
