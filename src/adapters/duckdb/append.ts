/**
 * Hands rows to DuckDB in chunks of columns. Values are written into memory as DuckDB lays it out (the C API's
 * `duckdb_vector_get_data`, `duckdb_string_t`), because a call per value costs more than everything else together.
 */
import { createRequire } from "node:module";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from "@duckdb/node-api";
import type { RelationName } from "../adapter.ts";
import type { AppendRows } from "../append.ts";
import { type Memory, writerFor } from "./column-writers.ts";
import { addressOf } from "./string-vector.ts";
import { type Bindings, type ColumnWriter, chunkRows } from "./vectors.ts";

interface Driver {
  readonly api: typeof import("@duckdb/node-api");
  readonly bindings: Bindings;
}

/** The bindings are the driver's own: whichever copy it uses. */
function loadDriver(): Driver {
  const require = createRequire(import.meta.url);
  const api = require("@duckdb/node-api") as typeof import("@duckdb/node-api");
  const bindings = createRequire(require.resolve("@duckdb/node-api"))("@duckdb/node-bindings");
  return { api, bindings: bindings as Bindings };
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
  const { api, bindings } = loadDriver();
  const appender = await connection.createAppender(
    identifier ?? "",
    schema ?? undefined,
    database ?? undefined,
  );
  const kept: DuckDBDataChunk[] = [];
  try {
    const types = Array.from({ length: appender.columnCount }, (_, index) =>
      appender.columnType(index),
    );
    const writers = columnWriters(types, rows, keeper({ api, bindings }, kept));
    for (let from = 0; from < rows.count; from += chunkRows) {
      const count = Math.min(chunkRows, rows.count - from);
      const chunk = api.DuckDBDataChunk.create(types, count);
      for (const [index, write] of writers.entries())
        write(bindings.data_chunk_get_vector(chunk.chunk, index), from, count);
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    kept.length = 0;
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
 * @param kept vectors that hold them, to be kept until all is written
 */
function keeper({ api, bindings }: Driver, kept: DuckDBDataChunk[]): Memory {
  const addresses = new Map<Uint8Array, number>();
  return {
    bindings,
    keep(bytes) {
      const known = addresses.get(bytes);
      if (known !== undefined) return known;
      const chunk = api.DuckDBDataChunk.create([api.BLOB], 1);
      kept.push(chunk);
      const address = addressOf(bindings.data_chunk_get_vector(chunk.chunk, 0), bytes, bindings);
      addresses.set(bytes, address);
      return address;
    },
  };
}
