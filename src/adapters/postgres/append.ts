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
import { qualified, quote } from "./quoting.ts";

/** Characters in one message of the protocol. */
const chunkSize = 64 * 1024;

export const copyStatement = (table: RelationName, { columns }: AppendRows): string =>
  `copy ${qualified(table)} (${columns.map(({ name }) => quote(name)).join(", ")}) from stdin`;

/** The rows' lines, several in each text. */
export function* copyLines({ columns, count }: AppendRows): Generator<string> {
  const writers = columns.map(cellWriter);
  const last = writers.length - 1;
  let text = "";
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < last; column++) text += `${writers[column]!(row)}\t`;
    text += `${writers[last]!(row)}\n`;
    if (text.length < chunkSize) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

function cellWriter({ kind, cells }: AppendColumn): (row: number) => string {
  const write = writerOf(kind);
  if ("bytes" in cells) return packedWriter(cells, kind);
  if ("constant" in cells) {
    const text = cells.constant === null ? "\\N" : write(cells.constant);
    return () => text;
  }
  const cellAt = cellReader(cells);
  return (row) => {
    const cell = cellAt(row);
    return cell === null ? "\\N" : write(cell);
  };
}

function packedWriter(
  { bytes, starts, lengths }: PackedTexts,
  kind: AppendKind,
): (row: number) => string {
  const write = writerOf(kind);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (row) => {
    const length = lengths[row]!;
    if (length < 0) return "\\N";
    const start = starts[row]!;
    return kind === "blob"
      ? write(all.subarray(start, start + length))
      : write(all.toString("utf8", start, start + length));
  };
}

type WriteCell = (cell: AppendCell) => string;

function writerOf(kind: AppendKind): WriteCell {
  switch (kind) {
    case "boolean":
      return (cell) => (cell === true ? "t" : "f");
    case "integer":
    case "float":
    case "decimal":
    case "uuid":
      return String;
    case "text":
    case "json":
      return writeText;
    case "blob":
      return (cell) => `\\\\x${Buffer.from(cell as Uint8Array).toString("hex")}`;
    case "time":
      return (cell) => timeText(cell as number);
    case "date":
      return dateWriter() as WriteCell;
    case "timestamp":
      return timestampWriter("");
    case "timestamptz":
      return timestampWriter("+00");
    default:
      return unreachable(kind);
  }
}

const special = /[\\\b\t\n\v\f\r]/;
const specials = /[\\\b\t\n\v\f\r]/g;

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
};

function writeText(cell: AppendCell): string {
  const text = cell as string;
  return special.test(text) ? text.replace(specials, (each) => escapes[each]!) : text;
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

function timestampWriter(zone: string): WriteCell {
  const dateText = dateWriter();
  return (cell) => {
    const [day, rest] = typeof cell === "bigint" ? splitExactly(cell) : splitDay(cell as number);
    return `${dateText(day)} ${timeText(rest)}${zone}`;
  };
}

const two = (number: number): string => (number < 10 ? `0${number}` : String(number));

function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const rest = micros - seconds * 1e6;
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return rest === 0 ? clock : `${clock}.${String(rest).padStart(6, "0")}`;
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
