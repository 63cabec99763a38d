/** Makes a table of some of another's columns, perhaps under other names. */
import type { Column } from "./column.ts";
import type { Row } from "./row.ts";
import type { Table } from "./table.ts";

export function derivedTable(
  table: Table,
  columns: readonly Column[],
  names: readonly string[] = columns.map((column) => column.name),
): Table {
  const indexes = columns.map((column) => column.index);
  const pick = (row: Row) => indexes.map((index) => row.values[index]!);
  const Derived = table.constructor as typeof Table;
  return new Derived(
    names,
    columns.map((column) => column.type),
    () => table.rows.map(pick),
  );
}
