/** A seed's rows as agate's table, made so that large files cost little: cells become values only where one looks. */
import type { Place } from "../../core/place.ts";
import type { Value } from "../../jinja/index.ts";
import { Column } from "../../project/context/agate/column.ts";
import { Table } from "../../project/context/agate/table.ts";
import { ColumnType } from "../../project/context/agate/types.ts";
import type { ColumnShape, SeedType } from "./inference.ts";
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

type Rows = readonly (readonly string[])[];

export interface SeedContent {
  readonly names: readonly string[];
  readonly shapes: readonly ColumnShape[];
  readonly rowCount: number;
  /** Reads the cells of the file, part by part; a row may be shorter than the header. */
  readonly read: () => Iterable<Rows>;
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
    const { names, shapes, path } = content;
    super(
      names,
      shapes.map(({ type }) => columnTypes[type]),
      () => [...valuesOf(content)].flat(),
      path,
    );
    this.#content = content;
  }

  get shortRow(): ShortRow | undefined {
    return this.#content.shortRow;
  }

  override get rowCount(): number {
    return this.#content.rowCount;
  }

  /** Finding a column's type in the database needs none of its values, or those of that column alone. */
  override get columns(): readonly Column[] {
    const { names, shapes, read } = this.#content;
    return names.map((name, index) => {
      const { type, decimalPlaces } = shapes[index] ?? noShape;
      const values = () =>
        [...read()].flatMap((rows) => rows.map((row) => cellValue(row[index], type)));
      return new Column({ index, name, type: columnTypes[type], values, decimalPlaces });
    });
  }

  override batches(): Iterable<readonly (readonly Value[])[]> {
    return valuesOf(this.#content);
  }
}

const noShape: ColumnShape = { type: "text", decimalPlaces: 0 };

function* valuesOf({ read, shapes }: SeedContent): Iterable<Value[][]> {
  for (const rows of read())
    yield rows.map((row) => shapes.map(({ type }, index) => cellValue(row[index], type)));
}

const cellValue = (cell: string | undefined, type: SeedType): Value =>
  cell === undefined ? null : seedValue(cell, type);
