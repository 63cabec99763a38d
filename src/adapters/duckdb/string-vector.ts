/**
 * Writes texts and bytes into a vector of DuckDB's. A string is 16 bytes: its length, and either up to 12 bytes of text
 * or the first 4 of them and an address (`duckdb_string_t` of the C API). All of a chunk are handed over as one string,
 * whose address tells where each of them lies.
 */
import type { Bindings, Vector } from "./vectors.ts";

const entrySize = 16;
const inlined = 12;
const word = 4_294_967_296;

/** @param values one for each row; what stands for null is not written */
export function writeStrings(
  vector: Vector,
  values: readonly (string | Uint8Array | null)[],
  bindings: Bindings,
): void {
  const { bytes, lengths } = joined(values);
  const entries = new Uint8Array(values.length * entrySize);
  const numbers = new Uint32Array(entries.buffer);
  // What is not longer than that lies in the entry itself and has no address.
  const base = bytes.length > inlined ? addressOf(vector, bytes, bindings) : 0;
  let offset = 0;
  for (let row = 0; row < values.length; row++) {
    const length = lengths[row]!;
    const at = row * 4;
    numbers[at] = length;
    const start = row * entrySize + 4;
    const copied = length > inlined ? 4 : length;
    for (let index = 0; index < copied; index++) entries[start + index] = bytes[offset + index]!;
    if (length > inlined) {
      const address = base + offset;
      numbers[at + 2] = address;
      numbers[at + 3] = address / word;
    }
    offset += length;
  }
  bindings.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength);
}

/** Writes the same string into so many rows. */
export function writeSameString(
  vector: Vector,
  value: string | Uint8Array,
  rows: number,
  bindings: Bindings,
): void {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  const entries = new Uint8Array(rows * entrySize);
  const numbers = new Uint32Array(entries.buffer);
  numbers[0] = bytes.length;
  entries.set(bytes.subarray(0, bytes.length > inlined ? 4 : bytes.length), 4);
  if (bytes.length > inlined) {
    const address = addressOf(vector, bytes, bindings);
    numbers[2] = address;
    numbers[3] = address / word;
  }
  // Each copy doubles what is there.
  for (let filled = entrySize; filled < entries.length; filled *= 2)
    entries.copyWithin(filled, 0, filled);
  bindings.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength);
}

interface Joined {
  readonly bytes: Uint8Array;
  /** In bytes, by row. */
  readonly lengths: readonly number[] | Uint32Array;
}

function joined(values: readonly (string | Uint8Array | null)[]): Joined {
  const lengths = new Uint32Array(values.length);
  let hasBytes = false;
  let characters = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value === null) continue;
    if (typeof value !== "string") hasBytes = true;
    lengths[row] = value.length;
    characters += value.length;
  }
  if (!hasBytes) {
    const bytes = Buffer.from(values.join(""));
    // Otherwise some character takes more than one byte.
    if (bytes.length === characters) return { bytes, lengths };
  }
  const parts = values.map((value) =>
    value === null ? emptyBytes : typeof value === "string" ? Buffer.from(value) : value,
  );
  return { bytes: Buffer.concat(parts), lengths: parts.map((part) => part.length) };
}

const emptyBytes = new Uint8Array();

/** Gives the bytes into the vector's keeping, and tells where they are. */
export function addressOf(vector: Vector, bytes: Uint8Array, bindings: Bindings): number {
  bindings.vector_assign_string_element_len(vector, 0, bytes);
  const entry = bindings.vector_get_data(vector, entrySize);
  const view = new DataView(entry.buffer, entry.byteOffset, entrySize);
  // Addresses of processes have 47 bits, so a number holds them.
  return view.getUint32(8, true) + view.getUint32(12, true) * word;
}
