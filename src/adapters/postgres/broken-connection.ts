/** What it means that a connection broke while a statement was on its way: may it be sent again, and what is told. */
import type { Problem } from "../../core/problem.ts";
import { commitUncertain, connectionLost } from "../../core/problems/server.ts";
import { serverErrorOf } from "./errors.ts";
import type { StatementRequest } from "./statement.ts";

export interface Break {
  /** What the statement ended with. */
  readonly thrown: unknown;
  /** What the server said before, when it ended the connection while nothing ran. */
  readonly lastWord: unknown;
  /** A transaction was open. */
  readonly isInside: boolean;
}

/** A commit that was not answered may have happened, unless the server itself says that it ended the session. */
export function lostConnection(
  { thrown, lastWord, isInside }: Break,
  { commits }: StatementRequest,
): Problem {
  const reason = isTold(thrown) ? thrown : (lastWord ?? thrown);
  const { message } = serverErrorOf(reason);
  const cause = { cause: reason };
  return commits && !isTold(reason)
    ? commitUncertain(message, cause)
    : connectionLost(message, isInside, cause);
}

/** The server itself said so; what the driver notices has no severity. */
export const isTold = (thrown: unknown): boolean =>
  typeof thrown === "object" && thrown !== null && "severity" in thrown;

/** Whether a statement that broke off has left nothing: it only reads, or is the first of its transaction. */
export function isRepeatable(
  { sql, copy, commits }: StatementRequest,
  begins: boolean,
  isInside: boolean,
): boolean {
  if (copy !== undefined || commits) return false;
  return begins ? !endsItself(sql) : !isInside && onlyReads(sql);
}

const endsItself = (sql: string): boolean => /\b(commit|end|rollback|abort)\b/i.test(sql);

const onlyReads = (sql: string): boolean =>
  /^(?:\s+|--[^\n]*\n|\/\*.*?\*\/)*(?:select|show|values|table|explain)\b[^;]*;?\s*$/is.test(sql);
