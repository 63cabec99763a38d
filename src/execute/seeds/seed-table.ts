/** A seed's rows as agate's table, made so that large files cost little: cells become values only where one looks. */
import type { Place } from "../../core/place.ts";
import type { Value } from "../../jinja/index.ts";
import { Column } from "../../project/context/agate/column.ts";
import { Table } from "../../project/context/agate/table.ts";
import { ColumnType } from "../../project/context/agate/types.ts";
import type { SeedType } from "./inference.ts";
import { seedValue } from "./seed-value.ts";

const columnTypes: Readonly<Record<SeedType, ColumnType>> = {
  integer: ColumnType.integer,
  number: ColumnType.number,
  date: ColumnType.date,
  datetime: ColumnType.dateTime,
  isodatetime: ColumnType.isoDateTime,
  boolean: ColumnType.boolean,
  text: ColumnType.text,
};

export interface SeedContent {
  readonly names: readonly string[];
  readonly types: readonly SeedType[];
  /** The cells of the file; a row may be shorter than the header. */
  readonly rows: readonly (readonly string[])[];
  /** Absolute. */
  readonly path: string;
  /** The first row with fewer cells than the header. */
  readonly shortRow?: ShortRow | undefined;
}

export interface ShortRow {
  readonly at: Place;
  readonly cells: number;
}

export class SeedTable extends Table {
  readonly #content: SeedContent;

  constructor(content: SeedContent) {
    const { names, types, rows, path } = content;
    const cells = (row: readonly string[]): Value[] =>
      types.map((type, index) => cellValue(row[index], type));
    super(
      names,
      types.map((type) => columnTypes[type]),
      () => rows.map(cells),
      path,
    );
    this.#content = content;
  }

  get shortRow(): ShortRow | undefined {
    return this.#content.shortRow;
  }

  override get rowCount(): number {
    return this.#content.rows.length;
  }

  /** Finding a column's type in the database needs that column's values, not those of all rows. */
  override get columns(): readonly Column[] {
    const { names, types, rows } = this.#content;
    return names.map((name, index) => {
      const type = types[index] ?? "text";
      const values = () => rows.map((row) => cellValue(row[index], type));
      return new Column({ index, name, type: columnTypes[type], values });
    });
  }
}

const cellValue = (cell: string | undefined, type: SeedType): Value =>
  cell === undefined ? null : seedValue(cell, type);
