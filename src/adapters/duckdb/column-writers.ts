/** Writes the cells of a column into one of DuckDB's vectors, by the vector's type. */
import type { DuckDBDecimalType, DuckDBType } from "@duckdb/node-api";
import type { AppendCell, AppendColumn } from "../append.ts";
import { writeSameString, writeStrings } from "./string-vector.ts";

/** What is used of the driver's bindings. */
export interface Bindings {
  data_chunk_get_vector(chunk: unknown, index: number): Vector;
  vector_get_data(vector: Vector, bytes: number): Uint8Array;
  vector_assign_string_element_len(vector: Vector, index: number, data: Uint8Array): void;
  vector_ensure_validity_writable(vector: Vector): void;
  copy_data_to_vector: CopyToVector;
  copy_data_to_vector_validity: CopyToVector;
}

export type Vector = { readonly __duckdb_type: "duckdb_vector" };

type CopyToVector = (
  target: Vector,
  targetOffset: number,
  source: ArrayBuffer,
  sourceOffset: number,
  bytes: number,
) => void;

/** Writes `count` cells that begin at row `from`. */
export type ColumnWriter = (vector: Vector, from: number, count: number) => void;

/** Rows of a chunk: DuckDB's vector size. */
export const chunkRows = 2048;

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

/** The writer of a column into vectors of that type. */
export function writerFor(
  type: DuckDBType,
  column: AppendColumn,
  bindings: Bindings,
): ColumnWriter {
  const id: number = type.typeId;
  if ("constant" in column.cells && column.cells.constant === null) return nullWriter(bindings);
  if (id === ids.varchar || id === ids.blob) return stringWriter(column, bindings);
  const [array, set] = setterFor(type, id);
  const validity = new Uint8Array(chunkRows / 8);
  const constant = "constant" in column.cells ? column.cells.constant : null;
  const cells = "constant" in column.cells ? undefined : column.cells;
  return (vector, from, count) => {
    let nulls = 0;
    for (let row = 0; row < count; row++) {
      const cell = cells === undefined ? constant : cells[from + row]!;
      if (cell !== null) set(row, cell);
      else if (nulls++ === 0) markNull(validity.fill(255), row);
      else markNull(validity, row);
    }
    const bytes = (array.byteLength / chunkRows) * count;
    bindings.copy_data_to_vector(vector, 0, array.buffer as ArrayBuffer, 0, bytes);
    if (nulls > 0) writeValidity(vector, validity, bindings);
  };
}

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

function stringWriter({ cells }: AppendColumn, bindings: Bindings): ColumnWriter {
  if ("constant" in cells) {
    const value = cells.constant as string | Uint8Array;
    return (vector, _from, count) => writeSameString(vector, value, count, bindings);
  }
  const validity = new Uint8Array(chunkRows / 8);
  return (vector, from, count) => {
    const part = cells.slice(from, from + count);
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

function markNull(validity: Uint8Array, row: number): void {
  validity[row >> 3]! &= ~(1 << (row & 7));
}

function writeValidity(vector: Vector, validity: Uint8Array, bindings: Bindings): void {
  bindings.vector_ensure_validity_writable(vector);
  bindings.copy_data_to_vector_validity(
    vector,
    0,
    validity.buffer as ArrayBuffer,
    0,
    validity.byteLength,
  );
}
