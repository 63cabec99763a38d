/** Mistakes in seeds: files that are no CSV, columns that changed. */

import { counted } from "../counted.ts";
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * A row of a seed has more cells than the header has names.
 * @example
 * id,name
 * 1,Ada,extra
 */
export const seedRowTooLong = (at: Place, found: number, columns: number) =>
  new Problem(
    "SEED_ROW_TOO_LONG",
    `This row has ${counted(found, "cell")}, but the header names ${counted(columns, "column")}.`,
    {
      at,
      hint: "Put cells that hold a delimiter into double quotes, or set the seed's `delimiter`.",
    },
  );

/**
 * A row of a seed has fewer cells than the header has names, and the database reads the file itself.
 * @example
 * id,name
 * 1
 */
export const seedRowTooShort = (at: Place, found: number, columns: number, nodeId: string) =>
  new Problem(
    "SEED_ROW_TOO_SHORT",
    `This row has ${counted(found, "cell")}, but the header names ${counted(columns, "column")}.`,
    {
      at,
      nodeId,
      hint: "Write the delimiters of empty cells too, or set the seed's config `fast: false`.",
    },
  );

/**
 * A quote in a seed is never closed, so that the rest of the file would be one cell.
 * @example
 * id,name
 * 1,"Ada
 */
export const seedQuoteOpen = (at: Place) =>
  new Problem("SEED_QUOTE_OPEN", "A quoted cell begins here and never ends.", {
    at,
    hint: "Close the quote, or double it if it belongs to the text.",
  });

/**
 * A seed holds nothing, not even a header.
 * @example an empty file seeds/countries.csv
 */
export const seedEmpty = (at: Place) =>
  new Problem("SEED_EMPTY", "The seed has no header.", {
    at,
    hint: "Write the names of the columns into the first line.",
  });

/**
 * A seed is no text in UTF-8.
 * @example a spreadsheet saved as seeds/countries.csv
 */
export const seedNotText = (at: Place) =>
  new Problem("SEED_NOT_TEXT", "This line is not text in UTF-8.", {
    at,
    hint: "Save the file as CSV in UTF-8.",
  });

/**
 * A seed's delimiter is not one character.
 * @example +delimiter: "||"
 */
export const seedDelimiterInvalid = (delimiter: string, at: Place) =>
  new Problem("SEED_DELIMITER_INVALID", `The delimiter "${delimiter}" is not one character.`, {
    at,
  });

/**
 * `column_types` names a column that the seed does not have.
 * @example +column_types: {zip_cod: varchar}
 */
export const seedColumnTypeUnused = (seed: string, columns: readonly string[], at: Place) =>
  new Problem(
    "SEED_COLUMN_TYPE_UNUSED",
    `column_types of the seed "${seed}" names ${columns.map((name) => `"${name}"`).join(", ")}, which the file does not have.`,
    { at, hint: "Correct the names; these entries are ignored." },
  );

/**
 * A view stands where the seed's table should be.
 * @example a model and later a seed of the name countries
 */
export const seedTargetIsView = (relation: string, nodeId: string) =>
  new Problem("SEED_TARGET_IS_VIEW", `Cannot load the seed into ${relation}: it is a view.`, {
    nodeId,
    hint: `Drop the view first, or give the seed another alias.`,
  });

/**
 * The seed's columns are no longer those of its table.
 * @example a column added to seeds/countries.csv after the first run
 */
export const seedColumnsChanged = (
  relation: string,
  added: readonly string[],
  removed: readonly string[],
  nodeId: string,
  at: Place,
) =>
  new Problem(
    "SEED_COLUMNS_CHANGED",
    `The columns of the seed are not those of ${relation}${describe("; new", added)}${describe("; gone", removed)}.`,
    { nodeId, at, hint: "Run it once with --full-refresh to make the table anew." },
  );

const describe = (what: string, names: readonly string[]): string =>
  names.length === 0 ? "" : `${what}: ${names.join(", ")}`;
