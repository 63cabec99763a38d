/** The connections of one run: one per worker, opened when it first has something to do, and one for the run itself. */
import type { Adapter, CopyLines, Session } from "../adapters/adapter.ts";
import { sqlCancelled } from "../core/problems/database.ts";

export interface SessionPool extends AsyncDisposable {
  /** The worker's connection. */
  session(worker: number): Promise<Session>;
  /** For schemas, hooks and the cache. */
  main(): Promise<Session>;
  /** Stops whatever the connections are running. */
  cancel(): void;
}

/** A pool on a database; whoever made the adapter closes the adapter. */
export function createSessionPool(adapter: Adapter): SessionPool {
  const open = new Map<string, Promise<Session>>();
  const ofWorkers = new Map<number, Promise<Session>>();
  const settled = new Set<Session>();
  let isCancelled = false;
  const named = (name: string): Promise<Session> => {
    let session = open.get(name);
    if (session === undefined) {
      session = adapter.connect(name);
      open.set(name, session);
      session.then(
        (connected) => settled.add(connected),
        () => open.delete(name),
      );
    }
    return session;
  };
  return {
    session(worker) {
      let session = ofWorkers.get(worker);
      if (session === undefined) {
        const opened = named(`worker-${worker + 1}`);
        session = opened.then((connected) => untilCancelled(connected, () => isCancelled));
        ofWorkers.set(worker, session);
        session.catch(() => ofWorkers.delete(worker));
      }
      return session;
    },
    main: () => named("main"),
    cancel() {
      isCancelled = true;
      for (const session of settled) session.cancel();
    },
    async [Symbol.asyncDispose]() {
      const sessions = await Promise.allSettled(open.values());
      for (const result of sessions)
        if (result.status === "fulfilled") await result.value[Symbol.asyncDispose]();
    },
  };
}

/** A worker's connection begins no further statement once the run is cancelled; it can still roll back. */
function untilCancelled(session: Session, isCancelled: () => boolean): Session {
  const unlessCancelled = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    if (isCancelled()) throw sqlCancelled({});
    return await run();
  };
  const { copyIn } = session;
  return {
    name: session.name,
    ...(copyIn && {
      copyIn: (sql: string, lines: CopyLines) => unlessCancelled(() => copyIn(sql, lines)),
    }),
    get inTransaction() {
      return session.inTransaction;
    },
    append: (table, rows) => unlessCancelled(() => session.append(table, rows)),
    execute: (sql, options) => unlessCancelled(() => session.execute(sql, options)),
    begin: () => unlessCancelled(() => session.begin()),
    commit: () => unlessCancelled(() => session.commit()),
    rollback: () => session.rollback(),
    cancel: () => session.cancel(),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
