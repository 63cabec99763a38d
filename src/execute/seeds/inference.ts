/** Finds the type of each column of a seed, as agate does for dbt: the first in a fixed order that fits every cell. */
import {
  createDecimalPlaces,
  type DecimalPlaces,
} from "../../project/context/agate/decimal-places.ts";
import { Decimal } from "../../project/settings/python-types/decimal.ts";
import { isoDateTimeIn } from "./iso-8601.ts";
import {
  booleanIn,
  dateIn,
  dateTimeIn,
  isNullText,
  numberIn,
  plainNumber,
  strip,
} from "./values.ts";

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

export interface ColumnShape {
  readonly type: SeedType;
  /** Of numbers: the most digits behind the point. */
  readonly decimalPlaces: number;
}

export interface Inference {
  /** @param rows may be shorter than the header; what is missing says nothing about the type */
  add(rows: readonly (readonly string[])[]): void;
  /** What the rows so far say of every column. */
  shapes(): readonly ColumnShape[];
}

/**
 * Looks at rows as they come.
 * @param text names of columns that are text whatever they hold: those with a type in `column_types`
 */
export function createInference(names: readonly string[], text: ReadonlySet<string>): Inference {
  const columns = names.map((name, index) => ({
    index,
    column: new InferredColumn(text.has(name)),
  }));
  return {
    add(rows) {
      for (const { index, column } of columns) column.add(rows, index);
    },
    shapes: () => columns.map(({ column }) => column.shape()),
  };
}

/** One column's candidates, which become fewer. */
class InferredColumn {
  #candidates = fits;
  #isText: boolean;
  #hasCells = false;
  readonly #places = createDecimalPlaces();

  constructor(isText: boolean) {
    this.#isText = isText;
  }

  shape(): ColumnShape {
    const fitting = this.#hasCells ? (this.#candidates[0]?.[0] ?? "text") : "integer";
    return { type: this.#isText ? "text" : fitting, decimalPlaces: this.#places.count() };
  }

  add(rows: readonly (readonly string[])[], index: number): void {
    if (this.#isText) return;
    for (const row of rows) {
      const cell = row[index];
      if (cell === undefined) continue;
      this.#hasCells = true;
      const stripped = strip(cell);
      if (isNullText(stripped)) continue;
      this.#addValue(stripped);
      if (this.#isText) return;
    }
  }

  #addValue(stripped: string): void {
    const [first] = this.#candidates;
    if (first?.[0] === "number") addPlaces(this.#places, stripped);
    if (this.#candidates.length === 1 && first?.[1](stripped)) return;
    this.#candidates = this.#candidates.filter(([, test]) => test(stripped));
    this.#isText = this.#candidates.length === 0;
  }
}

function addPlaces(places: DecimalPlaces, stripped: string): void {
  if (plainNumber.test(stripped)) {
    places.addPlain(stripped);
    return;
  }
  const number = numberIn(stripped);
  if (number !== undefined && !/nan|inf/i.test(number)) places.add(Decimal.parse(number));
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
