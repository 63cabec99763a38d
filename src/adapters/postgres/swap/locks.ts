/**
 * Takes locks without standing in anybody's way for long: each attempt waits for less than a second, then lets those
 * pass who queued up behind it. An attempt is shorter than Postgres's deadlock_timeout, so that where a reader and we
 * wait for each other it is us who give way, never the reader.
 */
import { Problem } from "../../../core/problem.ts";
import { swapLockNotHad } from "../../../core/problems/swap.ts";
import { literal } from "../quoting.ts";
import type { Run } from "./standing.ts";

const firstTimeout = 50;
const longestTimeout = 800;
const longestPause = 2000;
/** Where several locks are asked for, most attempts fail soon and have disturbed nobody. */
const longestPauseTogether = 100;

export interface LockOptions {
  /** The one that is asked for; it may change from lock to lock. */
  readonly relation: string;
  /** In seconds; 0 for one attempt, whose own problem is thrown then. */
  readonly wait: number;
  readonly nodeId: string;
}

/** What belongs before and after the statements that need the locks, so that it costs no round trips of its own. */
export interface Bracket {
  readonly before: string;
  readonly after: string;
}

/**
 * Does work that needs locks inside a savepoint, again and again until it gets them. The work may change nothing
 * outside the database, and has to put the bracket around its statements.
 * @throws Problem when it gets none in time, or whatever else the work throws; what the work did is undone then
 */
export async function withLocks<T>(
  run: Run,
  options: LockOptions,
  work: (bracket: Bracket) => Promise<T>,
): Promise<T> {
  return await attempt(run, { options, savepoint: "tsdbt_swap", longestPause }, (timeout) =>
    work({
      before: `savepoint tsdbt_swap; set local lock_timeout = ${timeout}`,
      after: "set local lock_timeout to default",
    }),
  );
}

/**
 * The same for work that takes several locks by itself, within the given milliseconds in all.
 * @throws as `withLocks`
 */
export async function attemptUntil<T>(
  run: Run,
  options: LockOptions,
  work: (timeout: number) => Promise<T>,
): Promise<T> {
  const together = { savepoint: "tsdbt_swaps", longestPause: longestPauseTogether };
  return await attempt(run, { options, ...together }, async (timeout) => {
    await run("savepoint tsdbt_swaps");
    return await work(timeout);
  });
}

interface Attempts {
  readonly options: LockOptions;
  readonly savepoint: string;
  /** In milliseconds, between two attempts. */
  readonly longestPause: number;
}

async function attempt<T>(
  run: Run,
  { options, savepoint, longestPause: longest }: Attempts,
  work: (timeout: number) => Promise<T>,
): Promise<T> {
  const { wait, nodeId } = options;
  const until = performance.now() + wait * 1000;
  for (let count = 0; ; count++) {
    try {
      return await work(Math.min(firstTimeout * 2 ** count, longestTimeout));
    } catch (thrown) {
      if (isLost(thrown)) throw thrown;
      await run(`rollback to savepoint ${savepoint}; release savepoint ${savepoint}`);
      if (!(thrown instanceof Problem) || !isLockProblem(thrown) || wait === 0) throw thrown;
      const { relation } = options;
      if (performance.now() > until)
        throw swapLockNotHad(relation, wait, await holdersOf(run, relation), nodeId);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(20 * 2 ** count, longest)));
  }
}

const isLost = (thrown: unknown): boolean =>
  thrown instanceof Problem && thrown.code === "CONNECTION_LOST";

const isLockProblem = ({ code, message }: Problem): boolean =>
  code === "LOCK_NOT_HAD" || (code === "SQL_CONFLICT" && message.includes("deadlock"));

async function holdersOf(run: Run, relation: string): Promise<string[]> {
  const { rows } = await run(
    `select distinct format('process %s of %s (%s)', pid, usename, application_name)
    from pg_catalog.pg_locks join pg_catalog.pg_stat_activity using (pid)
    where relation = pg_catalog.to_regclass(${literal(relation)}) and granted and pid <> pg_catalog.pg_backend_pid()`,
    { fetch: true },
  );
  return rows.map(([text]) => String(text));
}
