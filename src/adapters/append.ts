/** Rows for a table, column by column: the form in which a loader hands them to any database. Plain data. */

export type AppendKind =
  | "boolean"
  | "integer"
  | "float"
  | "decimal"
  | "text"
  | "uuid"
  | "json"
  | "blob"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz";

/**
 * boolean · integer: number, or bigint beyond 2^53 · float: number · decimal: a number whose shortest decimal form is
 * the value, or digits as text · text, uuid, json: text · blob: bytes · date: days since 1970 · time: microseconds of
 * the day · timestamp, timestamptz: microseconds since 1970 in UTC, a bigint beyond 2^53.
 */
export type AppendCell = null | boolean | number | bigint | string | Uint8Array;

/** Texts in UTF-8 or bytes, by row; for the kinds text, json and blob. Several columns may lie in the same bytes. */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  /** In bytes; −1 is null. */
  readonly lengths: Int32Array;
}

/** Numbers by row, and by row the cells that are none. */
export interface PackedNumbers {
  readonly numbers: Float64Array;
  readonly others: ReadonlyMap<number, AppendCell>;
}

/** The caller vouches that every cell fits the column: databases check no further, or differently. */
export interface AppendColumn {
  readonly name: string;
  readonly kind: AppendKind;
  /** One cell for each row, or the one that all rows have. */
  readonly cells:
    | readonly AppendCell[]
    | { readonly constant: AppendCell }
    | PackedTexts
    | PackedNumbers;
}

export interface AppendRows {
  /** All columns of the table, in its order. */
  readonly columns: readonly AppendColumn[];
  readonly count: number;
}

/** The same cells, as one where all rows have the same. */
export function constantIfSame(cells: AppendColumn["cells"]): AppendColumn["cells"] {
  if (!isList(cells)) return cells;
  const first = cells[0];
  if (first === undefined || first instanceof Uint8Array) return cells;
  return cells.every((cell) => cell === first) ? { constant: first } : cells;
}

const isList = (cells: AppendColumn["cells"]): cells is readonly AppendCell[] =>
  Array.isArray(cells);

/** The cell of each row, for writers that take them one by one; not for packed texts. */
export function cellReader(
  cells: Exclude<AppendColumn["cells"], PackedTexts>,
): (row: number) => AppendCell {
  if ("constant" in cells) return () => cells.constant;
  if (!("numbers" in cells)) return (row) => cells[row]!;
  const { numbers, others } = cells;
  if (others.size === 0) return (row) => numbers[row]!;
  return (row) => {
    const other = others.get(row);
    return other === undefined ? numbers[row]! : other;
  };
}
