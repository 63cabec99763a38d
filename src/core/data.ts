/** Plain data as YAML, JSON and the artifacts hold it. */

/** A Python float whose value is whole, which JavaScript's `number` cannot tell from an integer. */
export interface WholeFloat {
  readonly float: number;
  toJSON(): number;
}

/** A calendar date or a moment read from YAML; prints as Python's `str(date)` does. */
export interface DateLike {
  toJSON(): string;
}

/** A YAML mapping with keys that are no strings, such as `1: one`; a `Dict` to templates. */
export interface KeyedData {
  readonly pyMapping: true;
  toJSON(): DataObject;
}

/** `number`: whole ones are Python's `int`, others its `float`; `bigint` beyond 2^53. */
export type Data =
  | null
  | boolean
  | number
  | bigint
  | string
  | WholeFloat
  | DateLike
  | KeyedData
  | readonly Data[]
  | DataObject;

export interface DataObject {
  readonly [key: string]: Data;
}

/**
 * A mapping to fill with keys that users choose: `constructor` is not in it before it is put there, and `__proto__` is a
 * key like any other. Spread it into an ordinary object when it is full.
 */
export const mappingOf = <T>(entries: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, entries);

/** What an object holds itself under a name that users choose. */
export const ownValue = <T>(entries: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(entries, key) ? entries[key] : undefined;
