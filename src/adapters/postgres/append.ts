/** Writes rows as lines of `copy`'s text format. Pure. */
import { unreachable } from "../../core/unreachable.ts";
import type { RelationName } from "../adapter.ts";
import {
  type AppendCell,
  type AppendColumn,
  type AppendKind,
  type AppendRows,
  cellReader,
  type PackedTexts,
} from "../append.ts";
import { CopyText } from "./copy-text.ts";
import { qualified, quote } from "./quoting.ts";

/** Bytes in one message of the protocol. */
export const chunkSize = 128 * 1024;

const columnNames = ({ columns }: AppendRows): string =>
  columns.map(({ name }) => quote(name)).join(", ");

/** Tells the columns' types, and keeps them as they are until the end of the transaction. */
export const typesStatement = (table: RelationName, rows: AppendRows): string =>
  `select ${columnNames(rows)} from ${qualified(table)} limit 0`;

export const copyStatement = (
  table: RelationName,
  rows: AppendRows,
  format: "text" | "binary",
): string => `copy ${qualified(table)} (${columnNames(rows)}) from stdin (format ${format})`;

/** The rows' lines, several in each piece. */
export function* copyLines({ columns, count }: AppendRows): Generator<Buffer> {
  const out = new CopyText(chunkSize + chunkSize / 8);
  const writers = columns.map((column) => columnWriter(column, out));
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < writers.length; column++) {
      if (column > 0) out.next();
      writers[column]!(row);
    }
    out.end();
    if (out.size >= chunkSize) yield out.take();
  }
  if (out.size > 0) yield out.take();
}

export type WriteRow = (row: number) => void;

function columnWriter({ kind, cells }: AppendColumn, out: CopyText): WriteRow {
  if ("bytes" in cells) return packedWriter(cells, kind, out);
  const write = cellWriter(kind, out);
  if ("constant" in cells && cells.constant !== null) {
    const once = new CopyText(64);
    cellWriter(kind, once)(cells.constant);
    const text = once.take().toString("latin1");
    return () => out.plain(text);
  }
  return cellsWriter(cells, out, write);
}

/** Writes the cell of a row, or that there is none. */
export function cellsWriter(
  cells: Exclude<AppendColumn["cells"], PackedTexts>,
  out: { nothing(): void },
  write: WriteCell,
): WriteRow {
  const cellAt = cellReader(cells);
  return (row) => {
    const cell = cellAt(row);
    if (cell === null) out.nothing();
    else write(cell);
  };
}

function packedWriter(
  { bytes, starts, lengths }: PackedTexts,
  kind: AppendKind,
  out: CopyText,
): WriteRow {
  return (row) => {
    const length = lengths[row]!;
    const start = starts[row]!;
    if (length < 0) out.nothing();
    else if (kind === "blob") out.bytea(bytes.subarray(start, start + length));
    else out.utf8(bytes, start, length);
  };
}

export type WriteCell = (cell: NonNullable<AppendCell>) => void;

function cellWriter(kind: AppendKind, out: CopyText): WriteCell {
  switch (kind) {
    case "boolean":
      return (cell) => out.plain(cell === true ? "t" : "f");
    case "integer":
    case "float":
    case "decimal":
    case "uuid":
      return (cell) => out.plain(String(cell));
    case "text":
    case "json":
      return (cell) => out.text(cell as string);
    case "blob":
      return (cell) => out.bytea(cell as Uint8Array);
    case "time":
      return (cell) => out.time(cell as number);
    case "date": {
      const dateText = dateWriter();
      return (cell) => out.plain(dateText(cell as number));
    }
    case "timestamp":
      return timestampWriter("", out);
    case "timestamptz":
      return timestampWriter("+00", out);
    default:
      return unreachable(kind);
  }
}

const microsOfDay = 86_400_000_000;

/** Years 1 to 9999. Rows that follow each other mostly share their day. */
function dateWriter(): (day: number) => string {
  let lastDay = Number.NaN;
  let text = "";
  return (day) => {
    if (day === lastDay) return text;
    lastDay = day;
    text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    return text;
  };
}

function timestampWriter(zone: string, out: CopyText): WriteCell {
  const dateText = dateWriter();
  return (cell) => {
    const [day, rest] = typeof cell === "bigint" ? splitExactly(cell) : splitDay(cell as number);
    out.plain(dateText(day));
    out.plain(" ");
    out.time(rest);
    out.plain(zone);
  };
}

function splitDay(micros: number): readonly [day: number, rest: number] {
  const day = Math.floor(micros / microsOfDay);
  return [day, micros - day * microsOfDay];
}

function splitExactly(micros: bigint): readonly [day: number, rest: number] {
  const size = BigInt(microsOfDay);
  const rest = ((micros % size) + size) % size;
  return [Number((micros - rest) / size), Number(rest)];
}
