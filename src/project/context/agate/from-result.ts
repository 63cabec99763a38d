/** Makes the table that templates see of a query's result: Python values, columns typed as dbt types them. */
import type { Cell, CellKind, QueryResult, ResultColumn } from "../../../adapters/adapter.ts";
import type { Value } from "../../../jinja/index.ts";
import { valueOfCell } from "./cell-values.ts";
import { Table } from "./table.ts";
import { ColumnType } from "./types.ts";

const typeOfKind: Partial<Readonly<Record<CellKind, ColumnType>>> = {
  integer: ColumnType.integer,
  decimal: ColumnType.number,
  float: ColumnType.number,
  boolean: ColumnType.boolean,
  date: ColumnType.date,
  timestamp: ColumnType.dateTime,
  timestamptz: ColumnType.dateTime,
};

export function tableOfResult(result: QueryResult): Table {
  const { columns, rows } = result;
  const types = columns.map((column, index) =>
    rows.every((row) => row[index] === null)
      ? ColumnType.integer
      : (typeOfKind[column.kind] ?? ColumnType.text),
  );
  return new Table(uniqueNames(columns), types, () => rows.map((row) => rowOf(row, columns)));
}

const rowOf = (row: readonly Cell[], columns: readonly ResultColumn[]): Value[] =>
  columns.map((column, index) => {
    const cell = row[index];
    return cell === null || cell === undefined ? null : valueOfCell(cell, column.kind);
  });

/** A name that comes again gets `_2`, `_3`… */
function uniqueNames(columns: readonly ResultColumn[]): string[] {
  const seen = new Map<string, number>();
  return columns.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}
