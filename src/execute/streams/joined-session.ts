/**
 * A session for nodes that join a transaction of somebody else's: what they begin and commit is left to whoever opened
 * it, so that their rows become visible with the records that they come from, or not at all.
 */
import type { QueryResult, Session } from "../../adapters/adapter.ts";
import { streamTransactionEnded } from "../../core/problems/stream-models.ts";

export interface JoinedSession {
  readonly session: Session;
  /** Opens the transaction that the node joins, unless it is open. */
  join(): Promise<void>;
  readonly joined: boolean;
}

/** Statements that only end or begin a transaction, as hooks outside of one are preceded by on Postgres. */
const isTransactionControl = (sql: string): boolean =>
  /^\s*(?:\/\*[\s\S]*?\*\/\s*)?(?:begin|start\s+transaction|commit|end)(?:\s+(?:transaction|work))?\s*;?\s*(?:\/\*[\s\S]*?\*\/\s*)?$/i.test(
    sql,
  );

/** The same among other statements, which nobody can leave out. */
const controlAmongOthers =
  /(?:^|;)\s*((?:begin|start\s+transaction|commit|rollback|abort|end)(?:\s+(?:transaction|work))?)\s*(?:;|$)/i;

const nothingDone: QueryResult = {
  columns: [],
  rows: [],
  response: { message: "OK", code: null, rowsAffected: null },
};

/**
 * Until `join` is called, or where a transaction is open already, it is the session itself.
 * @param begin opens the transaction
 */
export function joinSession(
  real: Session,
  begin: () => Promise<void> = () => real.begin(),
): JoinedSession {
  let joined = real.inTransaction;
  const session = Object.create(real, {
    inTransaction: { get: () => real.inTransaction },
    isJoined: { get: () => joined },
    execute: {
      value: async (...args: Parameters<Session["execute"]>) => {
        if (!joined) return await real.execute(...args);
        if (isTransactionControl(args[0])) return nothingDone;
        const ending = controlAmongOthers.exec(args[0])?.[1];
        if (ending !== undefined) throw streamTransactionEnded(ending);
        return await real.execute(...args);
      },
    },
    begin: { value: async () => await (joined ? Promise.resolve() : real.begin()) },
    commit: { value: async () => await (joined ? Promise.resolve() : real.commit()) },
    rollback: { value: async () => await (joined ? Promise.resolve() : real.rollback()) },
  }) as Session;
  return {
    session,
    async join() {
      if (!real.inTransaction) await begin();
      joined = true;
    },
    get joined() {
      return joined;
    },
  };
}
