/** Writes rows in `copy`'s binary format, where every column has a type that it is known for. Pure. */
import type { AppendColumn, AppendKind, AppendRows, PackedTexts } from "../append.ts";
import { cellsWriter, chunkSize, type WriteCell, type WriteRow } from "./append.ts";
import { CopyBinary } from "./copy-binary.ts";
import { writeNumeric } from "./numeric.ts";

type WriterOn = (out: CopyBinary) => WriteCell;

const ofText: WriterOn = (out) => (cell) => out.text(cell as string);
const ofMoment: WriterOn = (out) => (cell) => out.timestamp(cell as number);

/** By kind, the types (object ids, the same on every server) that its cells can be written for. */
const writers: Readonly<Record<AppendKind, Readonly<Record<number, WriterOn>>>> = {
  boolean: { 16: (out) => (cell) => out.boolean(cell === true) },
  integer: {
    20: (out) => (cell) => out.int64(cell as number),
    21: (out) => (cell) => out.int16(Number(cell)),
    23: (out) => (cell) => out.int32(Number(cell)),
    1700: (out) => (cell) => writeNumeric(out, cell as number | bigint),
  },
  // Not `real`: a decimal becomes one by rounding once, not by way of a double.
  float: { 701: (out) => (cell) => out.float64(cell as number) },
  decimal: { 1700: (out) => (cell) => writeNumeric(out, cell as number | string) },
  text: { 25: ofText, 1042: ofText, 1043: ofText },
  uuid: { 2950: (out) => (cell) => writeBytes(out, uuidBytes(cell as string)) },
  json: { 114: ofText, 3802: (out) => (cell) => out.jsonb(Buffer.from(cell as string)) },
  blob: { 17: (out) => (cell) => writeBytes(out, cell as Uint8Array) },
  date: { 1082: (out) => (cell) => out.date(cell as number) },
  time: { 1083: (out) => (cell) => out.int64(cell as number) },
  timestamp: { 1114: ofMoment },
  timestamptz: { 1184: ofMoment },
};

const jsonb = 3802;

const writeBytes = (out: CopyBinary, bytes: Uint8Array): void => out.bytes(bytes, 0, bytes.length);

const uuidBytes = (text: string): Buffer => Buffer.from(text.replaceAll("-", ""), "hex");

const isNothing = ({ cells }: AppendColumn): boolean =>
  "constant" in cells && cells.constant === null;

/**
 * The rows, several in each piece.
 * @param types of the columns, as object ids
 * @returns undefined where a column has a type that this cannot write
 */
export function binaryRows(
  { columns, count }: AppendRows,
  types: readonly number[],
): Generator<Buffer> | undefined {
  const isKnown = columns.every(
    (column, index) => isNothing(column) || types[index]! in writers[column.kind],
  );
  return isKnown ? writeRows({ columns, count }, types) : undefined;
}

function* writeRows({ columns, count }: AppendRows, types: readonly number[]): Generator<Buffer> {
  const out = new CopyBinary(chunkSize + chunkSize / 8);
  const writeValues = together(
    columns.map((column, index) => fieldOf(column, types[index]!, out)),
    out,
  );
  out.header();
  for (let row = 0; row < count; row++) {
    out.row(columns.length);
    for (let place = 0; place < writeValues.length; place++) writeValues[place]!(row);
    if (out.size >= chunkSize) yield out.take();
  }
  out.trailer();
  yield out.take();
}

/** Bytes that all rows have, or what writes those of one. */
type Field = Uint8Array | WriteRow;

/** Neighbours that all rows have are written at once. */
function together(fields: readonly Field[], out: CopyBinary): readonly WriteRow[] {
  const parts: Field[] = [];
  for (const field of fields) {
    const last = parts.at(-1);
    if (field instanceof Uint8Array && last instanceof Uint8Array)
      parts[parts.length - 1] = Buffer.concat([last, field]);
    else parts.push(field);
  }
  return parts.map((part) => (part instanceof Uint8Array ? () => out.raw(part) : part));
}

function fieldOf({ kind, cells }: AppendColumn, type: number, out: CopyBinary): Field {
  if ("bytes" in cells) return packedWriter(cells, type === jsonb, out);
  if ("constant" in cells) {
    const once = new CopyBinary(64);
    if (cells.constant === null) once.nothing();
    else writers[kind][type]!(once)(cells.constant);
    return once.take();
  }
  const write = writers[kind][type]!(out);
  return cellsWriter(cells, out, write);
}

function packedWriter(
  { bytes, starts, lengths }: PackedTexts,
  isJsonb: boolean,
  out: CopyBinary,
): WriteRow {
  return (row) => {
    const length = lengths[row]!;
    const start = starts[row]!;
    if (length < 0) out.nothing();
    else if (isJsonb) out.jsonb(bytes.subarray(start, start + length));
    else out.bytes(bytes, start, length);
  };
}
