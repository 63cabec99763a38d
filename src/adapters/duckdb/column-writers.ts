/** Writes the cells of a column into one of DuckDB's vectors, by the vector's type. */
import type { DuckDBDecimalType, DuckDBType } from "@duckdb/node-api";
import { type AppendCell, type AppendColumn, cellReader, type PackedTexts } from "../append.ts";
import { packedWriter } from "./packed-strings.ts";
import { writeSameString, writeStrings } from "./string-vector.ts";
import { type Bindings, type ColumnWriter, chunkRows, markNull, writeValidity } from "./vectors.ts";

/** By type id of DuckDB's C API. */
const ids = { hugeint: 16, varchar: 17, blob: 18, decimal: 19, uuid: 27 } as const;

type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const numberArrays: Readonly<Record<number, () => NumberArray>> = {
  1: () => new Uint8Array(chunkRows),
  2: () => new Int8Array(chunkRows),
  3: () => new Int16Array(chunkRows),
  4: () => new Int32Array(chunkRows),
  6: () => new Uint8Array(chunkRows),
  7: () => new Uint16Array(chunkRows),
  8: () => new Uint32Array(chunkRows),
  10: () => new Float32Array(chunkRows),
  11: () => new Float64Array(chunkRows),
  13: () => new Int32Array(chunkRows),
};

/** bigint, ubigint, timestamp, time, timestamptz. */
const wideIds: ReadonlySet<number> = new Set([5, 9, 12, 14, 31]);

/** DuckDB's memory, and the way to it. */
export interface Memory {
  readonly bindings: Bindings;
  /** Puts bytes where DuckDB can read them until all rows are written, and gives their address. */
  keep(bytes: Uint8Array): number;
}

/** The writer of a column into vectors of that type. */
export function writerFor(
  type: DuckDBType,
  { cells }: AppendColumn,
  { bindings, keep }: Memory,
): ColumnWriter {
  const id: number = type.typeId;
  if ("constant" in cells && cells.constant === null) return nullWriter(bindings);
  if ("bytes" in cells) return packedWriter(cells, addressIn(cells, keep), bindings);
  if (id === ids.varchar || id === ids.blob) return stringWriter(cells, bindings);
  const [array, set] = setterFor(type, id);
  const validity = new Uint8Array(chunkRows / 8);
  const cellAt = cellReader(cells);
  return (vector, from, count) => {
    let nulls = 0;
    for (let row = 0; row < count; row++) {
      const cell = cellAt(from + row);
      if (cell !== null) set(row, cell);
      else if (nulls++ === 0) markNull(validity.fill(255), row);
      else markNull(validity, row);
    }
    const bytes = (array.byteLength / chunkRows) * count;
    bindings.copy_data_to_vector(vector, 0, array.buffer as ArrayBuffer, 0, bytes);
    if (nulls > 0) writeValidity(vector, validity, bindings);
  };
}

/** What is inlined needs no address, and DuckDB gives none to so few bytes. */
const addressIn = ({ bytes }: PackedTexts, keep: Memory["keep"]): number =>
  bytes.length > 12 ? keep(bytes) : 0;

type SetCell = (row: number, cell: AppendCell) => void;

function setterFor(type: DuckDBType, id: number): readonly [array: NumberArray, set: SetCell] {
  if (id === ids.decimal) return decimalSetter(type as DuckDBDecimalType);
  if (wideIds.has(id)) {
    const words = new Int32Array(2 * chunkRows);
    return [words, (row, cell) => setWide(words, row, cell as number | bigint)];
  }
  if (id === ids.hugeint || id === ids.uuid) {
    const words = new Int32Array(4 * chunkRows);
    const convert = id === ids.uuid ? uuidBits : (cell: AppendCell) => BigInt(cell as number);
    return [words, (row, cell) => setHuge(words, row, convert(cell))];
  }
  const array = numberArrays[id]?.();
  if (array === undefined) throw new Error(`Bug: cannot append to a column of type ${type}`);
  return [
    array,
    (row, cell) => {
      array[row] = cell as number;
    },
  ];
}

const word = 4_294_967_296;

function setWide(words: Int32Array, row: number, cell: number | bigint): void {
  if (typeof cell === "bigint") {
    words[2 * row] = Number(BigInt.asIntN(32, cell));
    words[2 * row + 1] = Number(BigInt.asIntN(32, cell >> 32n));
    return;
  }
  const high = Math.floor(cell / word);
  words[2 * row] = cell - high * word;
  words[2 * row + 1] = high;
}

function setHuge(words: Int32Array, row: number, value: bigint): void {
  for (let part = 0; part < 4; part++)
    words[4 * row + part] = Number(BigInt.asIntN(32, value >> BigInt(32 * part)));
}

/** DuckDB turns the first bit round, so that UUIDs sort as signed numbers. */
const uuidBits = (cell: AppendCell): bigint =>
  BigInt(`0x${(cell as string).replaceAll("-", "")}`) ^ (1n << 127n);

function decimalSetter({
  width,
  scale,
}: DuckDBDecimalType): readonly [array: NumberArray, set: SetCell] {
  if (width > 18) {
    const words = new Int32Array(4 * chunkRows);
    return [words, (row, cell) => setHuge(words, row, scaledExactly(cell, scale))];
  }
  const power = 10 ** scale;
  const scaled = (cell: AppendCell): number | bigint => {
    if (typeof cell === "number") {
      const number = Math.round(cell * power);
      if (Number.isSafeInteger(number)) return number;
    }
    return scaledExactly(cell, scale);
  };
  if (width > 9) {
    const words = new Int32Array(2 * chunkRows);
    return [words, (row, cell) => setWide(words, row, scaled(cell))];
  }
  const array = width > 4 ? new Int32Array(chunkRows) : new Int16Array(chunkRows);
  return [
    array,
    (row, cell) => {
      array[row] = Number(scaled(cell));
    },
  ];
}

/** The digits without the point; the caller vouches that there are no more of them than the scale. */
function scaledExactly(cell: AppendCell, scale: number): bigint {
  if (typeof cell === "number") {
    // Powers of ten are exact up to 22, and so is the product of a number with at most fifteen digits, once rounded.
    const exact = Math.min(scale, 22);
    return BigInt(Math.round(cell * 10 ** exact)) * 10n ** BigInt(scale - exact);
  }
  const [whole, fraction = ""] = String(cell).split(".");
  return BigInt(whole! + fraction.padEnd(scale, "0"));
}

function nullWriter(bindings: Bindings): ColumnWriter {
  const validity = new Uint8Array(chunkRows / 8);
  return (vector) => writeValidity(vector, validity, bindings);
}

function stringWriter(
  cells: Exclude<AppendColumn["cells"], PackedTexts>,
  bindings: Bindings,
): ColumnWriter {
  if ("constant" in cells) {
    const value = cells.constant as string | Uint8Array;
    return (vector, _from, count) => writeSameString(vector, value, count, bindings);
  }
  const validity = new Uint8Array(chunkRows / 8);
  const cellAt = cellReader(cells);
  return (vector, from, count) => {
    const part = Array.from({ length: count }, (_, row) => cellAt(from + row));
    let nulls = 0;
    for (let row = 0; row < count; row++) {
      if (part[row] !== null) continue;
      if (nulls++ === 0) validity.fill(255);
      markNull(validity, row);
    }
    if (nulls < count) writeStrings(vector, part as (string | Uint8Array | null)[], bindings);
    if (nulls > 0) writeValidity(vector, validity, bindings);
  };
}
