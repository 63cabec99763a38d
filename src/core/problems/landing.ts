/** What can go wrong when records of a stream land in the database. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * Another loader has taken the stream; this one must write no more.
 * @example a second `tsdbt stream` of the same project, started while the first was suspended
 */
export const streamFenced = (stream: string, epoch: number) =>
  new Problem(
    "STREAM_FENCED",
    `Another loader has taken the stream ${stream}: its lease is newer than epoch ${epoch}.`,
    {
      hint: "Nothing of this batch was written. Let one loader run for each stream; see `tsdbt stream status` for who it is.",
    },
  );

/**
 * Another loader works on the stream.
 * @example tsdbt stream   # twice, on the same Postgres database
 */
export const streamHeld = (stream: string, owner: string, expiresAt: number) =>
  new Problem("STREAM_HELD", `The stream ${stream} is loaded by ${owner}.`, {
    hint: `Stop that loader. If it hangs, its lease runs out at ${new Date(expiresAt).toISOString()}.`,
  });

/**
 * A position in the ledger is not where the batch began.
 * @example update _tsdbt.stream_offsets set next_offset = 0   -- while the loader runs
 */
export const positionsMoved = (stream: string) =>
  new Problem(
    "POSITIONS_MOVED",
    `The positions of the stream ${stream} were moved while a batch was loaded.`,
    {
      hint: "Nothing of the batch was written. Let one loader run for each stream, and change positions with `tsdbt stream replay`.",
    },
  );

/**
 * A column of a stream is declared with a type that records cannot be loaded into.
 * @example columns: [{name: tags, data_type: "varchar[]"}]
 */
export const streamColumnType = (
  stream: string,
  column: string,
  dataType: string,
  at: Place | undefined,
) =>
  new Problem(
    "STREAM_COLUMN_TYPE",
    `The stream ${stream} cannot fill the column ${column} of type ${dataType}.`,
    { at, hint: "Declare it as json, and take it apart in a model." },
  );

/**
 * A column of a stream is declared with another type than its table has.
 * @example data_type: bigint   # where the table was made with varchar
 */
export const streamColumnChanged = (
  stream: string,
  column: string,
  before: string,
  now: string,
  at: Place | undefined,
) =>
  new Problem(
    "STREAM_COLUMN_CHANGED",
    `The stream ${stream} declares the column ${column} as ${now}; its table has it as ${before}.`,
    {
      at,
      hint: "Declare the type as it was, or under a new name. To load everything anew: drop the table, then `tsdbt stream replay`.",
    },
  );

/**
 * The table that a stream is to fill was made by something else.
 * @example a seed or model of the source table's name
 */
export const streamTableTaken = (stream: string, table: string, at: Place | undefined) =>
  new Problem(
    "STREAM_TABLE_TAKEN",
    `The stream ${stream} cannot fill the table ${table}: it was not made by a loader.`,
    { at, hint: "Give the source table another `identifier:` or `schema:`, or drop that table." },
  );
