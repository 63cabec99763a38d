/** Vectors, the columns of a chunk: what is used of the driver's bindings to write them, and which rows are null. */

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

export function markNull(validity: Uint8Array, row: number): void {
  validity[row >> 3]! &= ~(1 << (row & 7));
}

export function writeValidity(vector: Vector, validity: Uint8Array, bindings: Bindings): void {
  bindings.vector_ensure_validity_writable(vector);
  bindings.copy_data_to_vector_validity(
    vector,
    0,
    validity.buffer as ArrayBuffer,
    0,
    validity.byteLength,
  );
}
