/**
 * Hands rows to DuckDB in chunks of columns. Values are written into memory as DuckDB lays it out (the C API's
 * `duckdb_vector_get_data`, `duckdb_string_t`), because a call per value costs more than everything else together.
 */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from "@duckdb/node-api";
import type { RelationName } from "../adapter.ts";
import type { AppendRows } from "../append.ts";
import { type Memory, writerFor } from "./column-writers.ts";
import { loadBindings, loadDriver } from "./driver.ts";
import { addressOf } from "./string-vector.ts";
import { type Bindings, type ColumnWriter, chunkRows } from "./vectors.ts";

interface Driver {
  readonly api: typeof import("@duckdb/node-api");
  readonly bindings: Bindings;
}

/**
 * Adds the rows to the table within the connection's transaction.
 * @throws what the driver throws
 */
export async function appendRows(
  connection: DuckDBConnection,
  { database, schema, identifier }: RelationName,
  rows: AppendRows,
): Promise<void> {
  const api = loadDriver();
  const bindings = loadBindings();
  const appender = await connection.createAppender(
    identifier ?? "",
    schema ?? undefined,
    database ?? undefined,
  );
  const types = Array.from({ length: appender.columnCount }, (_, index) =>
    appender.columnType(index),
  );
  const chunk = api.DuckDBDataChunk.create(types);
  const chunks = [chunk];
  try {
    const writers = columnWriters(types, rows, keeper({ api, bindings }, chunks));
    for (let from = 0; from < rows.count; from += chunkRows) {
      const count = Math.min(chunkRows, rows.count - from);
      chunk.reset();
      chunk.rowCount = count;
      for (const [index, write] of writers.entries())
        write(bindings.data_chunk_get_vector(chunk.chunk, index), from, count);
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    // Their texts are freed now, and not when somebody collects garbage, who does not see how large they are.
    for (const each of chunks) each.reset();
    appender.closeSync();
  }
}

function columnWriters(
  types: readonly DuckDBType[],
  { columns }: AppendRows,
  memory: Memory,
): readonly ColumnWriter[] {
  if (types.length !== columns.length)
    throw new Error(`Bug: ${columns.length} columns for a table that has ${types.length}`);
  return columns.map((column, index) => writerFor(types[index]!, column, memory));
}

/**
 * Memory for bytes that several columns share: DuckDB copies them once.
 * @param chunks get those that hold them, until all is written
 */
function keeper({ api, bindings }: Driver, chunks: DuckDBDataChunk[]): Memory {
  const addresses = new Map<Uint8Array, number>();
  return {
    bindings,
    keep(bytes) {
      const known = addresses.get(bytes);
      if (known !== undefined) return known;
      const chunk = api.DuckDBDataChunk.create([api.BLOB], 1);
      chunks.push(chunk);
      const address = addressOf(bindings.data_chunk_get_vector(chunk.chunk, 0), bytes, bindings);
      addresses.set(bytes, address);
      return address;
    },
  };
}
