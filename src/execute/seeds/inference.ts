/** Finds the type of each column of a seed, as agate does for dbt: the first in a fixed order that fits every cell. */
import { isoDateTimeIn } from "./iso-8601.ts";
import { booleanIn, dateIn, dateTimeIn, isNullText, numberIn, strip } from "./values.ts";

/** `integer` only where no cell holds anything, not even empty text. */
export type SeedType =
  | "integer"
  | "number"
  | "date"
  | "datetime"
  | "isodatetime"
  | "boolean"
  | "text";

const fits: readonly (readonly [SeedType, (stripped: string) => boolean])[] = [
  ["number", (text) => numberIn(text) !== undefined],
  ["date", (text) => dateIn(text) !== undefined],
  ["datetime", (text) => dateTimeIn(text) !== undefined],
  ["isodatetime", (text) => isoDateTimeIn(text) !== undefined],
  ["boolean", (text) => booleanIn(text) !== undefined],
];

/**
 * The type of every column.
 * @param rows may be shorter than the header; what is missing says nothing about the type
 * @param text names of columns that are text whatever they hold: those with a type in `column_types`
 */
export function inferTypes(
  rows: readonly (readonly string[])[],
  names: readonly string[],
  text: ReadonlySet<string>,
): SeedType[] {
  return names.map((name, index) => (text.has(name) ? "text" : typeOfColumn(rows, index)));
}

function typeOfColumn(rows: readonly (readonly string[])[], index: number): SeedType {
  let candidates = fits;
  let anyText = false;
  for (const row of rows) {
    const cell = row[index];
    if (cell === undefined) continue;
    anyText = true;
    const stripped = strip(cell);
    if (isNullText(stripped)) continue;
    if (candidates.length === 1 && candidates[0]?.[1](stripped)) continue;
    candidates = candidates.filter(([, test]) => test(stripped));
    if (candidates.length === 0) return "text";
  }
  return anyText ? (candidates[0]?.[0] ?? "text") : "integer";
}

/** agate's names: an empty one becomes a letter, a repeated one gets a number. */
export function columnNames(header: readonly string[]): string[] {
  const names: string[] = [];
  const taken = new Set<string>();
  for (const [index, cell] of header.entries()) {
    const wanted = cell === "" ? letterName(index) : cell;
    let name = wanted;
    for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
    taken.add(name);
    names.push(name);
  }
  return names;
}

const letterName = (index: number): string =>
  String.fromCharCode(97 + (index % 26)).repeat(Math.floor(index / 26) + 1);
