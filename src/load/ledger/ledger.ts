/**
 * The ledger: tables in the target database that say how far each stream is and who may move it. This file makes them
 * and is the way to them; what is written there is the business of its neighbours.
 */
import { availableParallelism } from "node:os";
import type { Adapter, Cell, Session } from "../../adapters/adapter.ts";

/** An open ledger. The session is the loader's own: its batches run on it too. */
export interface Ledger {
  readonly adapter: Adapter;
  readonly session: Session;
}

export const ledgerSchema = "_tsdbt";

/** In words that both databases understand. Columns are only ever added, at the end. */
const tables = [
  `stream_lease (
    stream text primary key, epoch bigint not null, owner text not null, backend text,
    expires_at timestamptz not null, incarnation integer not null, source_incarnation text,
    last_batch_id bigint not null, watermark timestamptz)`,
  `stream_offsets (
    stream text not null, incarnation integer not null, "partition" integer not null, topic text not null,
    start_offset bigint not null, next_offset bigint not null, fingerprint_offset bigint, fingerprint text,
    max_event_time timestamptz, last_record_at timestamptz, moved_at timestamptz not null, batch_id bigint,
    primary key (stream, incarnation, "partition"))`,
  `stream_batches (
    stream text not null, batch_id bigint not null, kind text not null, epoch bigint not null,
    incarnation integer not null, ranges json not null, fetched bigint not null, landed bigint not null,
    dlq bigint not null, tombstones bigint not null, dropped bigint not null, duplicates bigint not null,
    late bigint not null, skipped bigint not null, bytes bigint not null, max_event_time timestamptz,
    watermark timestamptz, schema_changes json not null, started_at timestamptz not null,
    committed_at timestamptz not null, removed bigint not null, removed_dlq bigint not null,
    primary key (stream, batch_id))`,
  `stream_gaps (
    stream text not null, incarnation integer not null, "partition" integer not null, from_offset bigint not null,
    to_offset bigint not null, reason text not null, noted_at timestamptz not null)`,
  `stream_dlq (
    stream text not null, batch_id bigint not null, _topic text not null, _incarnation integer not null,
    _partition integer not null, _offset bigint not null, _timestamp timestamptz, _key bytea, _headers json,
    value bytea, value_bytes bigint, value_sha256 text, error_code text not null, error text not null,
    retried_in bigint)`,
  `model_progress (
    model text not null, stream text not null, incarnation integer not null, "partition" integer not null,
    next_offset bigint not null, moved_at timestamptz not null,
    primary key (model, stream, incarnation, "partition"))`,
  `stream_schema (
    stream text not null, version integer not null, columns json not null, seen_at timestamptz not null,
    primary key (stream, version))`,
  `registry_schema (
    registry text not null, schema_id text not null, body text not null, kept_at timestamptz not null,
    primary key (registry, schema_id))`,
] as const;

/**
 * The ledger of the database, made when it is not there.
 * @throws Problem
 */
export async function openLedger(adapter: Adapter, session: Session): Promise<Ledger> {
  if (!(await hasLedger(session))) {
    await session.execute(`create schema if not exists ${ledgerSchema}`);
    for (const table of tables)
      await session.execute(`create table if not exists ${ledgerSchema}.${table}`);
  }
  if (adapter.name === "duckdb") {
    await checkpointLess(session);
    await leaveOneCore(session);
  }
  return { adapter, session };
}

/** DuckDB's own threshold, as it tells it. */
const usualThreshold = "16.0 MiB";

/**
 * A checkpoint writes the table's last row group anew, which small batches fill only after many of them, so fewer cost
 * less; what waits for one lies in memory. Whoever sets a threshold of their own keeps it.
 */
async function checkpointLess(session: Session): Promise<void> {
  const [[current] = []] = await queryRows(
    session,
    "select current_setting('checkpoint_threshold')",
  );
  if (current === usualThreshold) await session.execute("set checkpoint_threshold = '32MiB'");
}

/**
 * The loader itself works while the database does, and a thread of DuckDB's that waits for others of them turns round
 * until they are done. Whoever sets another number than that of the cores keeps it.
 */
async function leaveOneCore(session: Session): Promise<void> {
  const cores = availableParallelism();
  const [[current] = []] = await queryRows(session, "select current_setting('threads')");
  if (cores > 1 && Number(current) === cores) await session.execute(`set threads = ${cores - 1}`);
}

/** Whether the database has the ledger: a stream was loaded into it. */
export async function hasLedger(session: Session): Promise<boolean> {
  const found = await queryRows(
    session,
    "select count(*) from information_schema.tables where table_schema = $1",
    [ledgerSchema],
  );
  return Number(found[0]?.[0]) >= tables.length;
}

/** Placeholders are `$1`, `$2`… on both databases. */
export async function queryRows(
  session: Session,
  sql: string,
  values: readonly Cell[] = [],
): Promise<readonly (readonly Cell[])[]> {
  return (await session.execute(sql, { fetch: true, values })).rows;
}

/** A moment as the databases read it. */
export const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The SQL of a moment as milliseconds since 1970. */
export const millisecondsOf = (column: string): string =>
  `cast(round(extract(epoch from ${column}) * 1000) as bigint)`;

/** Runs the work in a transaction of its own; what it throws rolls back. */
export async function inTransaction<Result>(
  session: Session,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.begin();
  try {
    const result = await work();
    await session.commit();
    return result;
  } catch (thrown) {
    await undo(session);
    throw thrown;
  }
}

/** Rolls back after a failure. What failed is to be told, not that a broken database cannot even roll back. */
export async function undo(session: Session): Promise<void> {
  if (session.inTransaction) await session.rollback().catch(() => undefined);
}
