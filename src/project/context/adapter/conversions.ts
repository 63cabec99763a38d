/** How the types of a seed's columns are called in the database, and what becomes of values on the way there. */
import { bindArguments, Dict, PyError, str, type Value } from "../../../jinja/index.ts";
import { Decimal } from "../../settings/python-types/decimal.ts";
import type { Column } from "../agate/column.ts";
import { createDecimalPlaces } from "../agate/decimal-places.ts";
import { Table } from "../agate/table.ts";
import { ColumnType, type TypeName } from "../agate/types.ts";
import type { PureMethods } from "./facts.ts";

const sqlTypes: Readonly<Record<Exclude<TypeName, "Number">, string>> = {
  Integer: "integer",
  Text: "text",
  Boolean: "boolean",
  Date: "date",
  DateTime: "timestamp without time zone",
  ISODateTime: "timestamp without time zone",
};

export const conversionMethods: PureMethods = {
  convert_type: (_, call) => {
    const given = bindArguments(call, "convert_type", ["agate_table", "col_idx"]);
    const table = tableIn(given.agate_table, "convert_type");
    const column = table.column(given.col_idx ?? 0);
    const type = column.type.pyType;
    if (type !== "Number") return sqlTypes[type];
    return decimalPlaces(column) === 0 ? "integer" : "float8";
  },
  convert_datetimes_to_strs: (_, call) => {
    const { table } = bindArguments(call, "convert_datetimes_to_strs", ["table"]);
    const source = tableIn(table, "convert_datetimes_to_strs");
    const isMoment = source.columnTypes.map((type) => type.pyType.endsWith("DateTime"));
    return new Table(
      source.columnNames,
      source.columnTypes.map((type, index) => (isMoment[index] ? ColumnType.text : type)),
      () =>
        source.rows.map((row) =>
          row.values.map((value, index) =>
            isMoment[index] && value !== null ? str(value) : value,
          ),
        ),
      source.originalPath,
    );
  },
  standardize_grants_dict: (_, call) => {
    const given = bindArguments(call, "standardize_grants_dict", ["grants_table"]);
    return grantsOf(tableIn(given.grants_table, "standardize_grants_dict"));
  },
};

function tableIn(value: Value | undefined, method: string): Table {
  if (value instanceof Table) return value;
  throw new PyError("TypeError", `${method}() needs an agate table`);
}

function decimalPlaces(column: Column): number {
  if (column.decimalPlaces !== undefined) return column.decimalPlaces;
  const places = createDecimalPlaces();
  for (const value of column.values) if (value instanceof Decimal) places.add(value);
  return places.count();
}

function grantsOf(table: Table): Value {
  const grants = new Dict();
  for (const row of table.rows) {
    const privilege = row.byKey.get("privilege_type") ?? null;
    const grantee = row.byKey.get("grantee") ?? null;
    const known = grants.get(privilege);
    if (Array.isArray(known)) known.push(grantee);
    else grants.set(privilege, [grantee]);
  }
  return grants;
}
