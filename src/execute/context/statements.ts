/** The one place through which a node's SQL goes: adds the query comment and tells of each statement by events. */
import type {
  CopyLines,
  ExecuteOptions,
  QueryResult,
  Response,
  Session,
} from "../../adapters/adapter.ts";
import type { Emit } from "../../core/events.ts";
import type { AddComment } from "./query-comment.ts";

export interface StatementRunner {
  /**
   * Adds the query comment, runs the SQL and emits the `sql` events.
   * @throws Problem of the database
   */
  execute(sql: string, options?: ExecuteOptions): Promise<QueryResult>;
  /** Runs `copy … from stdin` on lines of its text format, where the database has it. */
  copyIn(sql: string, lines: CopyLines): Promise<Response>;
  /** Begins a transaction unless one is open, or the profile disables them. */
  begin(): Promise<void>;
  /** Commits the open transaction, if there is one. */
  commit(): Promise<void>;
}

export interface StatementOptions {
  readonly session: Session;
  readonly nodeId: string | undefined;
  readonly emit: Emit;
  readonly addComment: AddComment;
  /** Never begin: the profile's `disable_transactions`. */
  readonly autocommit: boolean;
}

export function createStatementRunner(options: StatementOptions): StatementRunner {
  const { session, nodeId, emit, addComment, autocommit } = options;
  const connection = session.name;

  async function told<T>(
    sql: string,
    run: () => Promise<T>,
    status: (result: T) => string,
  ): Promise<T> {
    emit({ type: "sql", nodeId, connection, sql });
    const startedAt = performance.now();
    const finish = (text: string): void => {
      const seconds = (performance.now() - startedAt) / 1000;
      emit({ type: "sql-finished", nodeId, connection, seconds, status: text });
    };
    try {
      const result = await run();
      finish(status(result));
      return result;
    } catch (thrown) {
      finish("ERROR");
      throw thrown;
    }
  }

  return {
    execute(sql, executeOptions) {
      const commented = addComment(sql);
      return told(
        commented,
        () => session.execute(commented, executeOptions),
        ({ response }) => response.message,
      );
    },
    copyIn(sql, lines) {
      const { copyIn } = session;
      if (copyIn === undefined) throw new Error("Bug: this database has no copy");
      return told(
        sql,
        () => copyIn(sql, lines),
        ({ message }) => message,
      );
    },
    async begin() {
      if (autocommit || session.inTransaction) return;
      await told(
        "BEGIN",
        () => session.begin(),
        () => "OK",
      );
    },
    async commit() {
      if (!session.inTransaction) return;
      await told(
        "COMMIT",
        () => session.commit(),
        () => "OK",
      );
    },
  };
}
