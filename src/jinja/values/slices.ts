/** Python's slices and indices of lists, tuples, texts and ranges. */
import { isObject, textOf } from "./compare.ts";
import { typeError, valueError } from "./error.ts";
import { asNumber, isFloat } from "./float.ts";
import { charactersOf } from "./iterate.ts";
import { Markup } from "./markup.ts";
import { Range } from "./range.ts";
import { typeName } from "./text.ts";
import { Tuple } from "./tuple.ts";
import { Undefined } from "./undefined.ts";
import type { Value } from "./value.ts";

export interface Slice {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/**
 * `value[start:stop:step]`.
 * @throws PyError TypeError or ValueError as Python raises them
 */
export function sliceOf(value: Value, slice: Slice): Value {
  if (Array.isArray(value)) return pick(value, slice);
  if (value instanceof Tuple) return new Tuple(pick(value.items, slice));
  const text = textOf(value);
  if (text !== undefined) return sliceText(value, text, slice);
  if (value instanceof Range) return value.slice(indicesOf(slice, value.length));
  if (value instanceof Undefined) return value.item();
  if (isObject(value)) {
    const key = new Tuple([slice.start, slice.stop, slice.step]);
    const own = value.pySlices ? value.pyGetItem?.(key) : undefined;
    if (own !== undefined) return own;
    if (value.pyMapping) throw typeError("unhashable type: 'slice'");
  }
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}

function sliceText(value: Value, text: string, slice: Slice): Value {
  const characters = charactersOf(text);
  const { start, stop, step } = indicesOf(slice, characters.length);
  const picked =
    step === 1 && typeof characters === "string"
      ? characters.slice(start, Math.max(start, stop))
      : pickFrom(characters, { start, stop, step }).join("");
  return value instanceof Markup ? new Markup(picked) : picked;
}

function pick(items: readonly Value[], slice: Slice): Value[] {
  return pickFrom(items, indicesOf(slice, items.length));
}

export interface Indices {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

function pickFrom<Item>(items: ArrayLike<Item>, { start, stop, step }: Indices): Item[] {
  const picked: Item[] = [];
  for (let index = start; step > 0 ? index < stop : index > stop; index += step) {
    picked.push(items[index] as Item);
  }
  return picked;
}

/** The indices that a slice of something of this length visits. */
function indicesOf({ start, stop, step }: Slice, length: number): Indices {
  const by = indexNumber(step) ?? 1;
  if (by === 0) throw valueError("slice step cannot be zero");
  const lowest = by > 0 ? 0 : -1;
  const highest = by > 0 ? length : length - 1;
  const clamp = (value: number) =>
    value < 0 ? Math.max(value + length, lowest) : Math.min(value, highest);
  const from = indexNumber(start);
  const to = indexNumber(stop);
  return {
    start: from === undefined ? (by > 0 ? lowest : highest) : clamp(from),
    stop: to === undefined ? (by > 0 ? highest : lowest) : clamp(to),
    step: by,
  };
}

function indexNumber(value: Value): number | undefined {
  if (value === null) return undefined;
  const number = isFloat(value) ? undefined : asNumber(value);
  if (number !== undefined) return Number(number);
  throw typeError("slice indices must be integers or None or have an __index__ method");
}

/** The place that an index means in something of this length; undefined when there is none. */
export function indexIn(key: Value, length: number): number | undefined {
  const number = isFloat(key) ? undefined : asNumber(key);
  if (number === undefined) return undefined;
  const index = Number(number) < 0 ? Number(number) + length : Number(number);
  return index >= 0 && index < length ? index : undefined;
}
