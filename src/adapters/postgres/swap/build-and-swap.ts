/**
 * Builds a table and exchanges it with the old one in one round trip: all statements are one message, with a savepoint
 * between the build and the exchange. Where something stands on the old table, or others keep it locked, the exchange is
 * undone and the new table stays beside it.
 */
import { Problem } from "../../../core/problem.ts";
import type { Response } from "../../adapter.ts";
import { SqlError } from "../../sql-error.ts";
import type { BuildRequest, BuildResult } from "../../swap-request.ts";
import { isUnprepared, notBare, prepareDemand } from "./demand-bare.ts";
import { bareExchange } from "./exchange.ts";

/** In milliseconds; whoever does not get the lock at once goes the long way, which tries again and again. */
const lockTimeout = 50;

/** @throws Problem when the table cannot be built */
export async function buildAndSwap(request: BuildRequest): Promise<BuildResult> {
  const { run, sql, old, fresh, isLast } = request;
  const trailing = [
    "savepoint tsdbt_swap",
    `set local lock_timeout = ${lockTimeout}`,
    ...bareExchange(old, fresh),
    isLast ? "commit" : "set local lock_timeout to default",
  ];
  const text = `${sql.trimEnd().replace(/;+$/, "")};\n${trailing.join(";\n")}`;
  try {
    const result = await run(text, { trailing: { count: trailing.length, commits: isLast } });
    return { result, isSwapped: true, isKnownToMatter: false };
  } catch (thrown) {
    const built = buildAnswerOf(thrown);
    if (built === undefined || !(thrown instanceof Problem)) throw thrown;
    const back = ["rollback to savepoint tsdbt_swap", "release savepoint tsdbt_swap"];
    await run([...back, ...(isUnprepared(thrown.message) ? [prepareDemand] : [])].join("; "));
    const isKnownToMatter = thrown.message.includes(notBare);
    const result = { columns: [], rows: [], response: built };
    return { result, isSwapped: false, isKnownToMatter };
  }
}

/** What the build answered, where it was the exchange that failed. */
function buildAnswerOf(thrown: unknown): Response | undefined {
  if (!(thrown instanceof Problem && thrown.cause instanceof SqlError)) return undefined;
  const { answered } = thrown.cause;
  const savepoint = answered.findLastIndex(({ message }) => message === "SAVEPOINT");
  return savepoint < 1 ? undefined : answered[savepoint - 1];
}
