/** The table that a stream's rows land in (bronze): its columns, and how values become their cells. */
import type { AppendKind } from "../../adapters/append.ts";
import type { AdapterType } from "../../adapters/dialects.ts";
import { throwAll } from "../../core/problem.ts";
import { streamColumnType } from "../../core/problems/landing.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Stream, StreamColumn } from "../stream.ts";
import { type Cast, castTo } from "./casts.ts";
import { type ColumnType, columnTypeOf } from "./column-types.ts";

export interface LandingColumn extends StreamColumn {
  readonly type: ColumnType;
  readonly cast: Cast;
}

/** An open landing: what `landBatch` has to know of the stream's table. */
export interface Landing {
  readonly ledger: Ledger;
  readonly stream: Stream;
  /** The declared columns, and those that `contract: evolve` has added. */
  readonly columns: readonly LandingColumn[];
  /** Names of all columns, in the table's order. */
  readonly tableColumns: readonly string[];
}

/** What the loader itself says of each row. */
export const ownColumns = {
  _topic: "text",
  _partition: "integer",
  _offset: "integer",
  _timestamp: "timestamptz",
  _timestamp_type: "text",
  _key: "text",
  _headers: "json",
  _ingested_at: "timestamptz",
  _batch_id: "integer",
  _incarnation: "integer",
  _op: "text",
  _extra: "json",
  _flags: "text",
  _raw: "text",
} as const satisfies Readonly<Record<string, AppendKind>>;

export type OwnColumn = keyof typeof ownColumns;

/**
 * The stream's table, made when it is not there.
 * @throws Problem when a column has a type that cannot be filled
 */
export async function openLanding(ledger: Ledger, stream: Stream): Promise<Landing> {
  const { adapter, session } = ledger;
  const columns = landingColumns(stream, adapter.name as AdapterType);
  const existing = await adapter.columnsOf(session, stream.table);
  if (existing.length === 0) await makeTable(ledger, stream, columns);
  const tableColumns = (
    existing.length > 0 ? existing : await adapter.columnsOf(session, stream.table)
  ).map(({ name }) => name);
  return { ledger, stream, columns, tableColumns };
}

function landingColumns(stream: Stream, database: AdapterType): readonly LandingColumn[] {
  const isTextual = stream.format.type === "csv";
  const typed = stream.columns.map((column) => ({
    column,
    type: columnTypeOf(column.dataType, database),
  }));
  throwAll(
    typed
      .filter(({ type }) => type === undefined)
      .map(({ column }) => streamColumnType(stream.name, column.name, column.dataType, stream.at)),
  );
  return typed.map(({ column, type }) => ({
    ...column,
    type: type!,
    cast: castTo(type!, { isStrict: column.contract === "strict", isTextual }),
  }));
}

/** Values of formats that are no text are kept as bytes. */
export const keepsRawBytes = ({ format }: Stream): boolean =>
  format.type !== "json" && format.type !== "csv";

async function makeTable(
  { adapter, session }: Ledger,
  stream: Stream,
  columns: readonly LandingColumn[],
): Promise<void> {
  const { schema, identifier } = stream.table;
  const { quote } = adapter;
  const bytes = adapter.name === "postgres" ? "bytea" : "blob";
  const types: Readonly<Record<OwnColumn, string>> = {
    _topic: "varchar not null",
    _partition: "integer not null",
    _offset: "bigint not null",
    _timestamp: "timestamptz",
    _timestamp_type: "varchar",
    _key: stream.keyFormat === "bytes" ? bytes : "varchar",
    _headers: "json",
    _ingested_at: "timestamptz not null",
    _batch_id: "bigint not null",
    _incarnation: "integer not null",
    _op: "varchar not null",
    _extra: "json",
    _flags: "varchar",
    _raw: keepsRawBytes(stream) ? bytes : "varchar",
  };
  const own = Object.entries(types)
    .filter(([name]) => name !== "_raw" || stream.keepRaw !== "never")
    .map(([name, type]) => `${name} ${type}`);
  const declared = columns.map(({ name, type }) => `${quote(name)} ${type.sql}`);
  const table = [schema, identifier].map((part) => quote(part ?? "")).join(".");
  if (schema !== null) await session.execute(`create schema if not exists ${quote(schema)}`);
  await session.execute(
    `create table if not exists ${table} (${[...own, ...declared].join(", ")})`,
  );
  if (adapter.name === "postgres") {
    await session.execute(
      `alter table ${table} add primary key (_incarnation, _partition, _offset)`,
    );
    await session.execute(`create index on ${table} using brin (_batch_id)`);
  }
}
