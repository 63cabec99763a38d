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
