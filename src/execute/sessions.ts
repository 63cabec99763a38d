/** The connections of one run: one per worker, opened when it first has something to do, and one for the run itself. */
import type { Adapter, Session } from "../adapters/adapter.ts";

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
  const settled = new Set<Session>();
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
    session: (worker) => named(`worker-${worker + 1}`),
    main: () => named("main"),
    cancel() {
      for (const session of settled) session.cancel();
    },
    async [Symbol.asyncDispose]() {
      const sessions = await Promise.allSettled(open.values());
      for (const result of sessions)
        if (result.status === "fulfilled") await result.value[Symbol.asyncDispose]();
    },
  };
}
