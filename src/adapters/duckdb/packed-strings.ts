/** Writes texts that lie packed in one array into vectors: only their lengths, first bytes and addresses. */
import type { PackedTexts } from "../append.ts";
import { type Bindings, type ColumnWriter, chunkRows, markNull, writeValidity } from "./vectors.ts";

/** As in string-vector.ts: a string of DuckDB's is four words, of which up to twelve bytes of text fill three. */
const wordsOfEntry = 4;
const inlined = 12;
const word = 4_294_967_296;

/** Written anew for each chunk, which is copied from it. */
const entries = new Uint32Array(chunkRows * wordsOfEntry);
const validity = new Uint8Array(chunkRows / 8);

/** @param base the address of the packed bytes, which stay there until the chunk is taken */
export function packedWriter(
  { bytes, starts, lengths }: PackedTexts,
  base: number,
  bindings: Bindings,
): ColumnWriter {
  return (vector, from, count) => {
    let nulls = 0;
    for (let row = 0; row < count; row++) {
      const length = lengths[from + row]!;
      const start = starts[from + row]!;
      if (length > inlined) writeAddressed(row, bytes, start, length, base + start);
      else writeInlined(row, bytes, start, length);
      if (length >= 0) continue;
      if (nulls++ === 0) validity.fill(255);
      markNull(validity, row);
    }
    bindings.copy_data_to_vector(vector, 0, entries.buffer, 0, count * wordsOfEntry * 4);
    if (nulls > 0) writeValidity(vector, validity, bindings);
  };
}

function writeAddressed(
  row: number,
  bytes: Uint8Array,
  start: number,
  length: number,
  address: number,
): void {
  const at = row * wordsOfEntry;
  entries[at] = length;
  entries[at + 1] = wordAt(bytes, start, start + 4);
  entries[at + 2] = address;
  entries[at + 3] = address / word;
}

/** Of a null, which has a length below zero, nothing but zeros. */
function writeInlined(row: number, bytes: Uint8Array, start: number, length: number): void {
  const at = row * wordsOfEntry;
  entries[at] = Math.max(length, 0);
  for (let part = 0; part < 3; part++)
    entries[at + 1 + part] = wordAt(bytes, start + part * 4, start + length);
}

/** Four bytes, of which those behind the end are zero. */
function wordAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let index = Math.min(4, end - start) - 1; index >= 0; index--)
    value = (value << 8) | bytes[start + index]!;
  return value;
}
