/** Makes problems of what the driver throws: by SQLSTATE where the server answered, else by what befell the socket. */
import type { Problem } from "../../core/problem.ts";
import {
  databaseDiskFull,
  databaseOutOfMemory,
  sqlBadValue,
  sqlCancelled,
  sqlConflict,
  sqlConstraint,
  sqlFailed,
  sqlInvalid,
  sqlNameNotFound,
  sqlNameTaken,
  sqlSyntax,
} from "../../core/problems/database.ts";
import {
  connectionLost,
  connectionsExhausted,
  databaseMissing,
  encryptionFailed,
  lockNotHad,
  loginRefused,
  privilegeMissing,
  serverNotReady,
  serverReadOnly,
  serverTimeout,
  serverUnreachable,
} from "../../core/problems/server.ts";
import type { Response } from "../adapter.ts";
import { SqlError } from "../sql-error.ts";

/** What Postgres says of an error, as far as the driver passes it on. */
export interface ServerError {
  readonly message: string;
  /** SQLSTATE, or the operating system's code. */
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  /** In characters, counted from 1. */
  readonly position?: string;
  readonly where?: string;
  /** What the statements before it in the same text gave; added by `RunningStatement`. */
  readonly answered?: readonly Response[];
}

export const serverErrorOf = (thrown: unknown): ServerError =>
  typeof thrown === "object" && thrown !== null && "message" in thrown
    ? (thrown as ServerError)
    : { message: String(thrown) };

type MakeProblem = (message: string, cause: { readonly cause: unknown }) => Problem;

/** By SQLSTATE, or by its class: the first two characters. Called when one is needed: most runs load no problems. */
const problemsByState = (): Readonly<Record<string, MakeProblem>> => ({
  "42601": sqlSyntax,
  "42P01": sqlNameNotFound,
  "42703": sqlNameNotFound,
  "42704": sqlNameNotFound,
  "42883": sqlNameNotFound,
  "3F000": sqlNameNotFound,
  "3D000": sqlNameNotFound,
  "42P07": sqlNameTaken,
  "42P06": sqlNameTaken,
  "42710": sqlNameTaken,
  "42701": sqlNameTaken,
  "42723": sqlNameTaken,
  "42": sqlInvalid,
  "22": sqlBadValue,
  "23": sqlConstraint,
  "40": sqlConflict,
  "55006": sqlConflict,
  "55P03": lockNotHad,
  "25006": serverReadOnly,
  "53100": databaseDiskFull,
  "53200": databaseOutOfMemory,
  "54": sqlInvalid,
});

/** The problem in what the driver threw for a statement. `user`: as whom the session works. */
export function sqlProblem(thrown: unknown, sql: string, user: string): Problem {
  const error = serverErrorOf(thrown);
  const message = describe(error);
  const cause = { cause: new SqlError(message, sql, offsetIn(error, sql), error.answered) };
  const state = error.code ?? "";
  if (isConnectionError(thrown)) return connectionLost(error.message, true, { cause: thrown });
  if (state === "57014")
    return /timeout/.test(error.message) ? serverTimeout(message, cause) : sqlCancelled(cause);
  if (state === "42501") return privilegeMissing(message, user, cause);
  const problems = problemsByState();
  const make = problems[state] ?? problems[state.slice(0, 2)] ?? sqlFailed;
  return make(message, cause);
}

/** As psql prints it. */
function describe({ message, detail, hint }: ServerError): string {
  const lines = [message];
  if (detail) lines.push(`DETAIL:  ${detail}`);
  if (hint) lines.push(`HINT:  ${hint}`);
  return lines.join("\n");
}

/** Postgres counts characters from 1, JavaScript units of UTF-16 from 0. */
function offsetIn({ position }: ServerError, sql: string): number | undefined {
  if (position === undefined) return undefined;
  const before = Number(position) - 1;
  let offset = 0;
  let seen = 0;
  for (const character of sql) {
    if (seen === before) return offset;
    offset += character.length;
    seen++;
  }
  return seen === before ? offset : undefined;
}

const socketErrors = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "ENETRESET"]);

/** Whether the connection is gone, and not only the statement. */
export function isConnectionError(thrown: unknown): boolean {
  const { code = "", message } = serverErrorOf(thrown);
  if (/^(08|57P0[1-5]|25P03)/.test(code) || socketErrors.has(code)) return true;
  return (
    code === "" &&
    /^Connection terminated|connection error and is not queryable|Client was closed/.test(message)
  );
}

/** Where a connection leads, for messages. */
export interface Target {
  /** Such as `localhost:5432`. */
  readonly where: string;
  readonly database: string;
}

/** The problem in what the driver threw when it connected. */
export function connectProblem(thrown: unknown, { where, database }: Target): Problem {
  const { code = "", message } = serverErrorOf(thrown);
  const cause = { cause: thrown };
  if (code === "3D000") return databaseMissing(database, where, cause);
  if (code.startsWith("28") || /^SASL|password must be a string/i.test(message))
    return loginRefused(where, missingPassword(message), cause);
  if (code.startsWith("53")) return connectionsExhausted(where, message, cause);
  if (code === "57P03" || code === "57P01" || code === "57P02")
    return serverNotReady(where, message, cause);
  if (/SSL|TLS|certificate|self[- ]signed|altnames/i.test(`${code} ${message}`))
    return encryptionFailed(where, message, cause);
  return serverUnreachable(where, reason(code, message), cause);
}

const missingPassword = (message: string): string =>
  /client password must be a string/.test(message) ? "it wants a password." : message;

function reason(code: string, message: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the host's name is not known.";
    case "ENOENT":
      return "there is no such socket.";
    default:
      return /timeout/i.test(message) ? "it does not answer in time." : message;
  }
}

/** Whether trying again may help. */
export const isPassing = (problem: Problem): boolean =>
  ["SERVER_UNREACHABLE", "SERVER_NOT_READY", "CONNECTIONS_EXHAUSTED"].includes(problem.code);
