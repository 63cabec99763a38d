/** Makes problems of what DuckDB's driver throws: an error whose message is all there is to go by. */
import type { Problem } from "../../core/problem.ts";
import {
  databaseDiskFull,
  databaseLocked,
  databaseNotOpened,
  databaseOutOfMemory,
  databaseSetting,
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
import { SqlError } from "../sql-error.ts";

type MakeProblem = (message: string, cause: { readonly cause: SqlError }) => Problem;

/** By the class that begins DuckDB's message: `Binder Error: …`. Called when one is needed: most runs load no problems. */
const problemsByClass = (): Readonly<Record<string, MakeProblem>> => ({
  Parser: sqlSyntax,
  Syntax: sqlSyntax,
  Catalog: (message, cause) =>
    /already exists|is of type/.test(message)
      ? sqlNameTaken(message, cause)
      : sqlNameNotFound(message, cause),
  Binder: (message, cause) =>
    /not found|does not exist|doesn't exist/.test(message)
      ? sqlNameNotFound(message, cause)
      : sqlInvalid(message, cause),
  Conversion: sqlBadValue,
  "Out of Range": sqlBadValue,
  "Invalid Input": sqlBadValue,
  Constraint: sqlConstraint,
  TransactionContext: (message, cause) =>
    message.includes("onflict") ? sqlConflict(message, cause) : sqlFailed(message, cause),
  "Out of Memory": databaseOutOfMemory,
  INTERRUPT: (_, cause) => sqlCancelled(cause),
});

/** The problem in what the driver threw for a statement. */
export function sqlProblem(thrown: unknown, sql: string): Problem {
  const message = messageOf(thrown);
  const cause = { cause: new SqlError(message, sql, offsetIn(message, sql)) };
  if (isDiskFull(message)) return databaseDiskFull(message, cause);
  // Appended rows are checked before there is a statement whose error would have a class.
  if (/^Failed to append: .*constraint failed/.test(message)) return sqlConstraint(message, cause);
  const errorClass = /^([A-Za-z ]+) Error: /.exec(message)?.[1] ?? "";
  return (problemsByClass()[errorClass] ?? sqlFailed)(message, cause);
}

/** The problem in what the driver threw when it opened a database. */
export function openProblem(thrown: unknown, path: string): Problem {
  const message = messageOf(thrown);
  const cause = { cause: thrown };
  if (message.includes("Could not set lock on file")) {
    const held = /Conflicting lock is held in (.+?) \(PID (\d+)\)/.exec(message);
    const holder = held?.[1] && held[2] ? { program: held[1], pid: held[2] } : undefined;
    return databaseLocked(path, holder, cause);
  }
  if (isDiskFull(message)) return databaseDiskFull(message, cause);
  if (/options were not recognized|Unrecognized configuration|Could not convert/.test(message))
    return databaseSetting(message, cause);
  return databaseNotOpened(path, message.replace(/^[A-Za-z ]+ Error: /, ""), cause);
}

/**
 * Where in the statement DuckDB points to: it prints the line, cut to a window around the mistake, with a caret below.
 * The caret stands by display width, in which emoji and East Asian letters are two columns wide.
 */
export function offsetIn(message: string, sql: string): number | undefined {
  const shown = /\n(LINE (\d+): )(.*)\n( *)\^/s.exec(message);
  const [, prefix, lineNumber, excerpt, indent] = shown ?? [];
  if (prefix === undefined || lineNumber === undefined || excerpt === undefined) return undefined;
  const lines = sql.split("\n");
  const index = Number(lineNumber) - 1;
  const line = lines[index];
  if (line === undefined) return undefined;
  const before = lines.slice(0, index).reduce((sum, text) => sum + text.length + 1, 0);
  const [hidden, window] = windowIn(line, excerpt);
  const cutAtStart = excerpt.length - window.length > 0 && excerpt.startsWith("...") ? 3 : 0;
  const width = (indent ?? "").length - prefix.length - cutAtStart;
  return before + hidden + unitsOfWidth(window, width);
}

/** How many characters of the line are cut off before the window, and the window without its dots. */
function windowIn(line: string, excerpt: string): [hidden: number, window: string] {
  if (line.startsWith(excerpt)) return [0, excerpt];
  const cutAtEnd = excerpt.endsWith("...") && !line.endsWith(excerpt.slice(3));
  const window = excerpt.slice(excerpt.startsWith("...") ? 3 : 0, cutAtEnd ? -3 : undefined);
  const hidden = cutAtEnd ? line.indexOf(window) : line.lastIndexOf(window);
  return [Math.max(hidden, 0), window];
}

function unitsOfWidth(text: string, width: number): number {
  let left = width;
  let units = 0;
  for (const character of text) {
    if (left < widthOf(character) || (left === 0 && character >= " ")) break;
    units += character.length;
    left -= widthOf(character);
  }
  return units;
}

const wide =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** DuckDB counts tabs and other control characters as nothing. */
function widthOf(character: string): number {
  if (character < " ") return 0;
  return wide.test(character) ? 2 : 1;
}

const isDiskFull = (message: string): boolean =>
  /No space left on device|disk is full|max_temp_directory_size/i.test(message);

export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
