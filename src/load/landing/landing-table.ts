/** Opens the table that a stream's rows land in (bronze): makes it, or brings it to what is declared now. */
import { createHash } from "node:crypto";
import type { ColumnInfo } from "../../adapters/adapter.ts";
import type { AdapterType } from "../../adapters/dialects.ts";
import { throwAll } from "../../core/problem.ts";
import {
  streamColumnChanged,
  streamColumnType,
  streamTableTaken,
} from "../../core/problems/landing.ts";
import { inTransaction, type Ledger } from "../ledger/ledger.ts";
import { readSchema, type SchemaNote, writeSchema } from "../ledger/schemas.ts";
import type { Stream } from "../stream.ts";
import { readDays, wantsDays } from "./days-of-table.ts";
import {
  type ColumnNote,
  declaredNotes,
  hasColumn,
  keepsRawBytes,
  type LandingColumn,
  landingColumn,
  type OwnColumn,
  type Shape,
} from "./shape.ts";

/** An open landing: what `landBatch` has to know of the stream's table. */
export interface Landing {
  readonly ledger: Ledger;
  readonly stream: Stream;
  /** Changes with each batch that brings something new. */
  shape: Shape;
  /** The beginnings of the days that have a partition; undefined where the table has none. */
  readonly days: Set<number> | undefined;
}

/**
 * The stream's table, made when it is not there.
 * @param now milliseconds since 1970
 * @throws Problem when a column has a type that cannot be filled, or another one than the table's
 */
export async function openLanding(ledger: Ledger, stream: Stream, now: number): Promise<Landing> {
  const { adapter, session } = ledger;
  const declared = declaredNotes(stream);
  const types = typedColumns(stream, declared, adapter.name as AdapterType);
  const existing = await adapter.columnsOf(session, stream.table);
  const stored = await readSchema(ledger, stream.name);
  const notes = existing.length === 0 ? declared : mergedNotes(stream, declared, existing, stored);
  const captured = existing.length === 0 ? [] : (stored?.captured ?? []);
  const version = stored?.version ?? 0;
  const isNew = existing.length === 0 || !sameNotes(notes, stored?.columns ?? []);
  await inTransaction(session, async () => {
    if (existing.length === 0) await makeTable(ledger, stream, types);
    else await addColumns(ledger, stream, existing, notes);
    await indexKeys(ledger, stream);
    if (isNew)
      await writeSchema(
        ledger,
        stream.name,
        { version: version + 1, columns: notes, captured },
        now,
      );
  });
  const shape: Shape = {
    version: isNew ? version + 1 : version,
    columns: typedColumns(stream, notes, adapter.name as AdapterType),
    tableColumns: (await adapter.columnsOf(session, stream.table)).map(({ name }) => name),
    captured: new Set(captured),
  };
  return { ledger, stream, shape, days: await readDays(ledger, tableSql({ ledger, stream })) };
}

/** @throws Problems of all columns that cannot be filled */
function typedColumns(
  stream: Stream,
  notes: readonly ColumnNote[],
  database: AdapterType,
): readonly LandingColumn[] {
  const typed = notes.map((note) => landingColumn(stream, note, database));
  throwAll(
    notes
      .filter((_, index) => typed[index] === undefined)
      .map(({ name, dataType }) => streamColumnType(stream.name, name, dataType, stream.at)),
  );
  return typed.filter((column) => column !== undefined);
}

/**
 * What is declared now, with types as they were widened, and columns that evolved.
 * @throws Problem when the table is somebody else's, or a column has another type now
 */
function mergedNotes(
  stream: Stream,
  declared: readonly ColumnNote[],
  existing: readonly ColumnInfo[],
  stored: SchemaNote | undefined,
): readonly ColumnNote[] {
  const names = existing.map(({ name }) => name);
  if (!hasColumn(names, "_offset") || !hasColumn(names, "_batch_id"))
    throw streamTableTaken(stream.name, stream.table.identifier ?? "", stream.at);
  const known = new Map(stored?.columns.map((note) => [note.name, note]));
  const changed = declared.filter(({ name, dataType }) => {
    const before = known.get(name);
    return before !== undefined && !before.isEvolved && before.dataType !== dataType;
  });
  throwAll(
    changed.map(({ name, dataType }) =>
      streamColumnChanged(stream.name, name, known.get(name)!.dataType, dataType, stream.at),
    ),
  );
  const kept = declared.map((note) => known.get(note.name) ?? note);
  const evolved = [...known.values()].filter(
    ({ name, isEvolved }) => isEvolved && !declared.some((each) => each.name === name),
  );
  return [...kept, ...evolved];
}

const sameNotes = (one: readonly ColumnNote[], other: readonly ColumnNote[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The table's name in SQL. */
export const tableSql = ({ ledger, stream }: Pick<Landing, "ledger" | "stream">): string => {
  const { database, schema, identifier } = stream.table;
  return [database, schema, identifier]
    .filter((part) => part !== null)
    .map((part) => ledger.adapter.quote(part))
    .join(".");
};

/** Duplicates are looked for by key in each batch; DuckDB scans for them. */
async function indexKeys(ledger: Ledger, stream: Stream): Promise<void> {
  const { adapter, session } = ledger;
  if (stream.dedupe === undefined || adapter.name !== "postgres") return;
  const { quote } = adapter;
  const columns = stream.dedupe.columns.map(quote).join(", ");
  // The name says what is indexed, so that another key gets its own.
  const digest = createHash("sha256")
    .update(JSON.stringify([stream.table, columns]))
    .digest("hex");
  await session.execute(
    `create index if not exists ${quote(`dedupe_${digest.slice(0, 16)}`)} on ${tableSql({ ledger, stream })} (${columns})`,
  );
}

async function addColumns(
  ledger: Ledger,
  stream: Stream,
  existing: readonly ColumnInfo[],
  notes: readonly ColumnNote[],
): Promise<void> {
  const { adapter, session } = ledger;
  const names = existing.map(({ name }) => name);
  const added = notes.filter(({ name }) => !hasColumn(names, name));
  for (const { name, type } of typedColumns(stream, added, adapter.name as AdapterType))
    await session.execute(
      `alter table ${tableSql({ ledger, stream })} add column ${adapter.quote(name)} ${type.sql}`,
    );
}

async function makeTable(
  ledger: Ledger,
  stream: Stream,
  columns: readonly LandingColumn[],
): Promise<void> {
  const { adapter, session } = ledger;
  const { quote } = adapter;
  const isPostgres = adapter.name === "postgres";
  const bytes = isPostgres ? "bytea" : "blob";
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
  const own = Object.entries(types).map(([name, type]) => `${name} ${type}`);
  const declared = columns.map(({ name, type }) => `${quote(name)} ${type.sql}`);
  const { database, schema } = stream.table;
  // Postgres knows the schemas of its own database only, and wants them by one name.
  const parent = [isPostgres ? null : database, schema].filter((part) => part !== null).map(quote);
  const table = tableSql({ ledger, stream });
  if (schema !== null) await session.execute(`create schema if not exists ${parent.join(".")}`);
  const byDay = wantsDays(adapter.name as AdapterType, stream);
  await session.execute(
    `create table if not exists ${table} (${[...own, ...declared].join(", ")})${byDay ? " partition by range (_ingested_at)" : ""}`,
  );
  // DuckDB would keep the index in memory; there, compare-and-set alone keeps rows from coming twice.
  if (!isPostgres) return;
  // Postgres wants what a table is partitioned by in its key.
  const key = ["_incarnation", "_partition", "_offset", ...(byDay ? ["_ingested_at"] : [])];
  await session.execute(`alter table ${table} add primary key (${key.join(", ")})`);
  // Each batch's models look for its rows. A BRIN index would be small, but knows new rows only after a vacuum.
  await session.execute(`create index on ${table} (_batch_id)`);
}
