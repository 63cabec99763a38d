/** One connection to a DuckDB database: runs statements, reads results, keeps track of the transaction. */
import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBValue } from "@duckdb/node-api";
import { connectionClosed } from "../../core/problems/database.ts";
import type { Cell, ExecuteOptions, QueryResult, Response, Session } from "../adapter.ts";
import { sqlProblem } from "./errors.ts";
import { qualified } from "./quoting.ts";
import { type ColumnReader, readerOf, typeText } from "./types.ts";

/** dbt-duckdb reports nothing else of any statement. */
const ok: Response = { message: "OK", code: null, rowsAffected: null };

const transactionStatement = 10;

/** Milliseconds. */
const interruptAgain = 50;

export interface SessionOptions {
  readonly name: string;
  /** The session's time zone. */
  readonly zone: string;
  onClose(): void;
}

/** A session on an open connection, which it closes at its end. */
export function sessionOn(
  connection: DuckDBConnection,
  { name, zone, onClose }: SessionOptions,
): Session {
  let inTransaction = false;
  let isOpen = true;
  /** Counts the statements; undefined while none runs. */
  let running: number | undefined;
  let statements = 0;

  async function run(sql: string, values?: readonly Cell[]): Promise<DuckDBMaterializedResult> {
    if (!isOpen) throw connectionClosed(name);
    statements += 1;
    running = statements;
    try {
      return (await connection.run(sql, values?.map(bindable))) as DuckDBMaterializedResult;
    } catch (thrown) {
      throw sqlProblem(thrown, sql);
    } finally {
      running = undefined;
    }
  }

  /** DuckDB forgets an interrupt that comes before the statement has begun, so it is told again until it ends. */
  function interrupt(statement: number | undefined): void {
    if (!isOpen || statement === undefined || running !== statement) return;
    connection.interrupt();
    setTimeout(() => interrupt(statement), interruptAgain).unref();
  }

  async function transaction(sql: "begin" | "commit" | "rollback"): Promise<void> {
    try {
      await run(sql);
    } catch (thrown) {
      // A commit that fails rolls back, and there is nothing left to end.
      if (sql !== "begin") inTransaction = false;
      throw thrown;
    }
    inTransaction = sql === "begin";
  }

  return {
    name,
    async execute(sql, { fetch = false, limit, values }: ExecuteOptions = {}) {
      const result = await run(sql, values ?? (fetch && mayHoldSeveral(sql) ? [] : undefined));
      if (result.statementType === transactionStatement) inTransaction = leavesOpen(sql);
      return fetch ? readResult(result, zone, limit) : { columns: [], rows: [], response: ok };
    },
    async append(table, rows) {
      if (!isOpen) throw connectionClosed(name);
      const { appendRows } = await import("./append.ts");
      try {
        await appendRows(connection, table, rows);
      } catch (thrown) {
        throw sqlProblem(thrown, `append to ${qualified(table)}`);
      }
    },
    get inTransaction() {
      return inTransaction;
    },
    begin: () => transaction("begin"),
    commit: () => transaction("commit"),
    rollback: () => transaction("rollback"),
    cancel: () => interrupt(running),
    async [Symbol.asyncDispose]() {
      if (!isOpen) return;
      isOpen = false;
      connection.closeSync();
      onClose();
      await Promise.resolve();
    },
  };
}

/**
 * Sent as one text, several statements give the rows of the first; with values, even none, the driver takes them one by
 * one and gives those of the last.
 */
const mayHoldSeveral = (sql: string): boolean => /;\s*\S/.test(sql);

/** Whether a transaction is open after statements of which the last one is about transactions. */
const leavesOpen = (sql: string): boolean =>
  !/\b(commit|rollback|abort|end)(\s+transaction|\s+work)?[\s;]*$/i.test(sql);

function bindable(cell: Cell): DuckDBValue {
  return typeof cell === "number" && Number.isInteger(cell) ? BigInt(cell) : (cell as DuckDBValue);
}

async function readResult(
  result: DuckDBMaterializedResult,
  zone: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<QueryResult> {
  const names = result.columnNames();
  const types = names.map((_, index) => result.columnType(index));
  const readers = types.map((type) => readerOf(type, zone));
  const rows: Cell[][] = [];
  while (rows.length < limit) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const count = Math.min(chunk.rowCount, limit - rows.length);
    const columns = readers.map((reader, index) =>
      readColumn(reader, chunk.getColumnVector(index), count),
    );
    for (let row = 0; row < count; row++) rows.push(columns.map((column) => column[row]!));
  }
  return {
    columns: names.map((name, index) => ({
      name,
      type: typeText(types[index]!),
      kind: readers[index]!.kind,
    })),
    rows,
    response: ok,
  };
}

function readColumn(
  { read }: ColumnReader,
  vector: { getItem(index: number): DuckDBValue | null },
  count: number,
): Cell[] {
  const cells: Cell[] = [];
  for (let row = 0; row < count; row++) {
    const value = vector.getItem(row);
    cells.push(value === null ? null : read(value));
  }
  return cells;
}
