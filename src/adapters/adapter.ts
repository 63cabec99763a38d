/**
 * How databases differ, as a contract. An adapter is a function that returns an object; what differs and is a fact
 * stands in `can`, which callers ask instead of the adapter's name.
 */

import type { AppendRows } from "./append.ts";
import type {
  BuildRequest,
  BuildResult,
  CopyRequest,
  ReplaceViewRequest,
  SwapRequest,
  SwapResult,
  SwapsRequest,
} from "./swap-request.ts";

export interface Capabilities {
  /** `create or replace table` works, even when the columns change. */
  readonly replaceTable: boolean;
  /** `create or replace view` works, even when the columns change. */
  readonly replaceView: boolean;
  readonly transactionalDdl: boolean;
  readonly grants: boolean;
  readonly indexes: boolean;
  readonly materializedViews: boolean;
  readonly merge: boolean;
  /** Batches of one microbatch model may be built at the same time. */
  readonly concurrentBatches: boolean;
  /** Longest identifier in bytes, undefined where there is no limit that matters. */
  readonly identifierBytes: number | undefined;
}

export type RelationType = "table" | "view" | "materialized_view" | "external" | "cte" | "function";

export interface RelationName {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
}

export interface ExistingRelation extends RelationName {
  readonly type: RelationType;
}

/** What sort of value a column holds, so that a cell needs no tag of its own. */
export type CellKind =
  | "boolean"
  | "integer"
  | "decimal"
  | "float"
  | "text"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "interval"
  | "uuid"
  | "json"
  | "blob"
  | "list"
  | "struct"
  | "map"
  | "other";

export interface ResultColumn {
  readonly name: string;
  /** As the database writes it, such as `DECIMAL(18,3)`. */
  readonly type: string;
  readonly kind: CellKind;
}

/**
 * integer: number, or bigint beyond 2^53 · decimal: its digits as text · float: number · date, time, timestamp(tz),
 * interval, uuid, json, other: the database's own text · blob: bytes · list: array · struct, map: object.
 */
export type Cell =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Cell[]
  | { readonly [key: string]: Cell };

/** What the driver says of a statement; `message` is what dbt prints in brackets, such as `OK` or `INSERT 0 5`. */
export interface Response {
  readonly message: string;
  readonly code: string | null;
  readonly rowsAffected: number | null;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly response: Response;
}

export interface ExecuteOptions {
  /** Read the rows; without it only the response comes back. */
  readonly fetch?: boolean;
  /** At most this many rows. */
  readonly limit?: number;
  /** Values for `?` (DuckDB) or `$1` (Postgres). */
  readonly values?: readonly Cell[];
  /** How many statements at the end only follow the one whose response counts; the last of them may commit. */
  readonly trailing?: { readonly count: number; readonly commits: boolean };
}

/** Whole or half lines, as text or in UTF-8. */
export type CopyLines = Iterable<string | Buffer> | AsyncIterable<string | Buffer>;

/** One connection. Not to be used by two statements at once. */
export interface Session extends AsyncDisposable {
  readonly name: string;
  /** Runs one string of SQL, which may hold several statements; the last one's result counts. Throws a `Problem`. */
  execute(sql: string, options?: ExecuteOptions): Promise<QueryResult>;
  /** Runs `copy … from stdin` on lines in the text format; absent where the database has no such. */
  copyIn?(sql: string, lines: CopyLines): Promise<Response>;
  /** Adds rows to a table, as fast as the database can. Throws a `Problem`. */
  append(table: RelationName, rows: AppendRows): Promise<void>;
  /** True between `begin` and `commit` or `rollback`. */
  readonly inTransaction: boolean;
  /** True where somebody else opened the transaction and ends it: no statement may commit. */
  readonly isJoined?: boolean;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Stops the running statement, which then fails. */
  cancel(): void;
}

export interface ColumnInfo {
  readonly name: string;
  /** As dbt's adapter reports it in `Column.data_type`. */
  readonly type: string;
  readonly charSize: number | null;
  readonly numericPrecision: number | null;
  readonly numericScale: number | null;
}

/** Runs a query and reads its rows. */
export type Ask = (sql: string) => Promise<QueryResult>;

/** What a database can tell of a query for less than running it costs. False also means that nobody knows. */
export interface Proofs {
  /** How the database answers a query of one row. */
  readonly answered: Response;
  /** The query gives no rows. Absent where statistics of a column are guesses. */
  isEmpty?(ask: Ask, sql: string): Promise<boolean>;
  /** No value but null stands twice in a column of a table. `table` and `column` are SQL. */
  isDistinct(ask: Ask, table: string, column: string): Promise<boolean>;
}

export interface Adapter extends AsyncDisposable {
  /** dbt's adapter type: `duckdb`, `postgres`. */
  readonly name: string;
  /** The database's version. */
  readonly version: string;
  readonly can: Capabilities;
  /** The database that unqualified names mean. */
  readonly database: string;
  quote(identifier: string): string;
  /** A string as a SQL literal. */
  literal(text: string): string;
  /**
   * The session of that name: opened for whoever asks first, and the same one for all others until it is closed.
   * @throws Problem when the database cannot be reached
   */
  connect(name: string): Promise<Session>;
  listSchemas(session: Session, database: string): Promise<readonly string[]>;
  /** Tables and views of a schema; empty where the schema is missing. */
  listRelations(
    session: Session,
    database: string,
    schema: string,
  ): Promise<readonly ExistingRelation[]>;
  columnsOf(session: Session, relation: RelationName): Promise<readonly ColumnInfo[]>;
  /**
   * Puts a new relation in the place of an old one, within the open transaction, and keeps what stands on it. Absent
   * where nothing can stand on one.
   */
  swap?(request: SwapRequest): Promise<SwapResult>;
  /** Builds a table and swaps it in one round trip where nothing stands on the old one; else builds it only. */
  buildAndSwap?(request: BuildRequest): Promise<BuildResult>;
  /**
   * Swaps several within the open transaction, with all their locks or none. What reads a relation follows it when it is
   * renamed, or else there is no such method. Goes with `swap`.
   */
  swapTogether?(request: SwapsRequest): Promise<readonly SwapResult[]>;
  readonly proofs: Proofs;
  /** Copies a table, so that the copy can be changed and take its place. */
  copyTable(request: CopyRequest): Promise<void>;
  /** Changes a view in place; undefined where its columns change so that it cannot be. Goes with `swap`. */
  replaceView?(request: ReplaceViewRequest): Promise<QueryResult | undefined>;
}
