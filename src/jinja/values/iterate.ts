/** Iteration, length and membership of values. */
import { equals, isObject, textOf } from "./compare.ts";
import { typeError, valueError } from "./error.ts";
import { typeName } from "./text.ts";
import type { Value } from "./value.ts";

/**
 * The items of an iterable, live.
 * @throws PyError TypeError when the value is not iterable
 */
export function iterate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value;
  const text = textOf(value);
  if (text !== undefined) return text;
  if (isObject(value) && value.pyIter) return value.pyIter();
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

/** True when Python could iterate over the value. */
export function isIterable(value: Value): boolean {
  if (Array.isArray(value) || textOf(value) !== undefined) return true;
  return isObject(value) && value.pyIter !== undefined;
}

const surrogate = /[\ud800-\udfff]/;

/** The text cut into what Python counts as characters, when that differs from JavaScript's units. */
export function charactersOf(text: string): string | readonly string[] {
  return surrogate.test(text) ? [...text] : text;
}

/** Python's `len`; undefined when the value has none. */
export function lengthOf(value: Value): number | undefined {
  if (Array.isArray(value)) return value.length;
  const text = textOf(value);
  if (text !== undefined) return charactersOf(text).length;
  return isObject(value) ? value.pyLen?.() : undefined;
}

/** @throws PyError TypeError when the value has no length */
export function requireLength(value: Value): number {
  const length = lengthOf(value);
  if (length === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return length;
}

/**
 * Python's `item in container`.
 * @throws PyError TypeError when the container holds nothing
 */
export function contains(container: Value, item: Value): boolean {
  if (Array.isArray(container)) return container.some((member) => equals(member, item));
  const text = textOf(container);
  if (text !== undefined) return textContains(text, item);
  if (isObject(container)) {
    if (container.pyContains) return container.pyContains(item);
    if (container.pyIter) {
      for (const member of container.pyIter()) if (equals(member, item)) return true;
      return false;
    }
  }
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}

function textContains(text: string, item: Value): boolean {
  const part = textOf(item);
  if (part !== undefined) return text.includes(part);
  throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
}

/**
 * The items of something that must hold this many.
 * @throws PyError TypeError when it is not iterable, ValueError when it holds more or less
 */
export function unpacked(value: Value, count: number): Value[] {
  if (!isIterable(value)) throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
  const values: Value[] = [];
  for (const item of iterate(value)) {
    if (values.length === count) {
      throw valueError(`too many values to unpack (expected ${count})`);
    }
    values.push(item);
  }
  if (values.length === count) return values;
  throw valueError(`not enough values to unpack (expected ${count}, got ${values.length})`);
}
