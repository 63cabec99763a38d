/**
 * agate's Table, as `run_query` and `load_result` give it to templates: immutable, its values Python's. Rows are made
 * when they are first looked at, since most results never are.
 */
import { PyError, type PyObject, type Value } from "../../../jinja/index.ts";
import { memberOf } from "../native.ts";
import { Column } from "./column.ts";
import { MappedSequence } from "./mapped-sequence.ts";
import { printedStructure } from "./print.ts";
import { Row } from "./row.ts";
import { tableMembers } from "./table-members.ts";
import type { ColumnType } from "./types.ts";

export class Table implements PyObject {
  readonly pyType = "Table";
  readonly pySlices = true;
  readonly columnNames: readonly string[];
  readonly columnTypes: readonly ColumnType[];
  /** Set for a seed's table: the absolute path of its file. */
  readonly originalPath: string | undefined;
  #load: (() => readonly (readonly Value[])[]) | undefined;
  #rows: readonly Row[] = [];
  #columns: readonly Column[] | undefined;

  /** @param rows computed when they are first looked at */
  constructor(
    columnNames: readonly string[],
    columnTypes: readonly ColumnType[],
    rows: () => readonly (readonly Value[])[],
    originalPath?: string,
  ) {
    this.columnNames = columnNames;
    this.columnTypes = columnTypes;
    this.originalPath = originalPath;
    this.#load = rows;
  }

  /** Without columns or rows. */
  static empty(): Table {
    return new Table([], [], () => []);
  }

  get rows(): readonly Row[] {
    if (this.#load) {
      this.#rows = this.#load().map((values) => new Row(values, this.columnNames));
      this.#load = undefined;
    }
    return this.#rows;
  }

  get rowCount(): number {
    return this.rows.length;
  }

  /** The values of the rows, for those who need not have all of them at once. */
  batches(): Iterable<readonly (readonly Value[])[]> {
    return [this.rows.map(({ values }) => values)];
  }

  get columns(): readonly Column[] {
    this.#columns ??= this.columnNames.map(
      (name, index) =>
        new Column({
          index,
          name,
          type: this.columnTypes[index]!,
          values: () => this.rows.map((row) => row.values[index]!),
        }),
    );
    return this.#columns;
  }

  /** The same columns with other rows. */
  withRows(rows: readonly Row[]): Table {
    return new Table(this.columnNames, this.columnTypes, () => rows.map((row) => row.values));
  }

  /** The column of that name or number. @throws PyError KeyError */
  column(key: Value): Column {
    const index = typeof key === "number" ? key : this.columnNames.indexOf(String(key));
    const column = this.columns.at(index);
    if (column === undefined || index < 0) throw new PyError("KeyError", `'${String(key)}'`);
    return column;
  }

  pyGetAttr(name: string): Value | undefined {
    return memberOf(tableMembers, this, name);
  }

  pyGetItem(key: Value): Value | undefined {
    return new MappedSequence(() => this.rows as Row[], null).pyGetItem(key);
  }

  pyIter(): Iterable<Value> {
    return this.rows as Iterable<Value>;
  }

  pyLen(): number {
    return this.rows.length;
  }

  pyStr(): string {
    return printedStructure(this);
  }

  pyRepr(): string {
    return "<agate.table.Table object>";
  }
}
