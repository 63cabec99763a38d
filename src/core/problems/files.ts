/** Mistakes in streams that are files. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * The folder in which a stream's files are to be is not there.
 * @example load: {connection: replay, path: "dta/events/*.ndjson"}
 */
export const sourceFolderMissing = (stream: string, folder: string, at: Place | undefined) =>
  new Problem(
    "SOURCE_FOLDER_MISSING",
    `The folder of the stream "${stream}" is missing: ${folder}.`,
    {
      at,
      hint: "Create it, or correct the path; a relative one starts where the connection says.",
    },
  );

/**
 * A file has a line that is too long to be held in memory.
 * @example a file of 600 MB without a line feed
 */
export const lineTooLong = (path: string, offset: number, limit: number) =>
  new Problem(
    "SOURCE_LINE_TOO_LONG",
    `${path}: the record at byte ${offset} is longer than ${limit / 1024 / 1024} MB.`,
    { hint: "End each record with a line feed, or take the file out of the stream's folder." },
  );

/**
 * A file of a stream may not be read.
 * @example a file with the permissions of somebody else
 */
export const sourceFileUnreadable = (path: string, reason: string) =>
  new Problem("SOURCE_FILE_UNREADABLE", `${path} cannot be read: ${reason}.`, {
    hint: "Let the loader's user read it, or take it out of the stream's folder.",
  });

/**
 * The first line of a delimited file does not name its fields: a name is missing or there twice.
 * @example
 * id,,id
 * 1,Ada,2
 */
export const fileHeaderInvalid = (path: string, reason: string) =>
  new Problem("SOURCE_HEADER_INVALID", `${path}: ${reason}`, {
    at: { file: path, line: 1, column: 1 },
    hint: "Correct the first line, or name the fields by `header: [id, …]` where the file has no such line.",
  });
