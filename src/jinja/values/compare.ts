/** Truth, equality, order and hashing of values, as Python's protocols define them. */
import { typeError } from "./error.ts";
import { asNumber } from "./float.ts";
import { typeName } from "./text.ts";
import type { PyObject, Value } from "./value.ts";

/** Python's `bool(value)`. */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "bigint":
      return true;
    default:
      if (value === null) return false;
      if (Array.isArray(value)) return value.length > 0;
      if (value.pyBool) return value.pyBool();
      return value.pyLen ? value.pyLen() > 0 : true;
  }
}

/** Python's `a == b`. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === "string" && typeof b === "string") return false;
  const text = textOf(a);
  if (text !== undefined && text === textOf(b)) return true;
  if (a === null || b === null) return nullEquals(a, b);
  const left = asNumber(a);
  const right = asNumber(b);
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value are equal in Python
  if (left !== undefined && right !== undefined) return left == right;
  if (Array.isArray(a) && Array.isArray(b)) return sameItems(a, b);
  return objectEquals(a, b);
}

function nullEquals(a: Value, b: Value): boolean {
  const other = a === null ? b : a;
  return isObject(other) && other.pyEquals ? other.pyEquals(null) : false;
}

function objectEquals(a: Value, b: Value): boolean {
  if (isObject(a) && a.pyEquals) return a.pyEquals(b);
  return isObject(b) && b.pyEquals ? b.pyEquals(a) : false;
}

/** The text of a `str` or of an instance of a subclass; undefined for all else. */
export function textOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return isObject(value) ? value.pyText : undefined;
}

/** True for a value that answers the object protocols itself. */
export function isObject(value: Value): value is PyObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when two sequences hold equal items in the same order. */
export function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((item, index) => equals(item, b[index] as Value));
}

/**
 * Python's three-way order of two values.
 * @param operator the sign to name in the message
 * @returns negative, zero or positive; NaN when a NaN takes part
 * @throws PyError TypeError when Python cannot order the two
 */
export function compare(a: Value, b: Value, operator = "<"): number {
  const text = textOf(a);
  const otherText = textOf(b);
  if (text !== undefined && otherText !== undefined) return compareText(text, otherText);
  const left = asNumber(a);
  const right = asNumber(b);
  if (left !== undefined && right !== undefined) return compareNumbers(left, right);
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a, b, operator);
  const order = compareObjects(a, b);
  if (order !== undefined) return order;
  throw typeError(
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  if (left > right) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value are equal in Python
  return left == right ? 0 : Number.NaN;
}

function compareObjects(a: Value, b: Value): number | undefined {
  const order = isObject(a) ? a.pyCompare?.(b) : undefined;
  if (order !== undefined) return order;
  const reflected = isObject(b) ? b.pyCompare?.(a) : undefined;
  return reflected === undefined ? undefined : -reflected;
}

/** The order of two sequences: the first items that differ decide, then the length. */
export function compareItems(a: readonly Value[], b: readonly Value[], operator = "<"): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a[index] as Value;
    const right = b[index] as Value;
    if (!equals(left, right)) return compare(left, right, operator);
  }
  return a.length - b.length;
}

// Python orders text by code points, JavaScript by UTF-16 units; they differ only once surrogates take part.
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  if (index === length) return a.length - b.length;
  return codeOrder(a.charCodeAt(index)) - codeOrder(b.charCodeAt(index));
}

function codeOrder(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** What a Map is keyed by: equal values have the same key. */
export type HashKey = string | number | bigint | null | object;

// A lone surrogate with a NUL cannot come from a file, so no text of a project collides with it.
const objectPrefix = "\uD800\u0000";

/**
 * The key that equal values share.
 * @throws PyError TypeError for values that Python cannot hash
 */
export function hashKey(value: Value): HashKey {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return value;
  if (Array.isArray(value)) throw typeError("unhashable type: 'list'");
  const number = asNumber(value);
  if (number !== undefined) return number;
  if (value.pyText !== undefined) return value.pyText;
  return value.pyHash ? objectPrefix + value.pyHash() : value;
}

// Objects hash by identity, as in Python; the numbers live as long as the objects.
const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A text that equal hashable values share, for composing the hash of a compound value. */
export function hashText(value: Value): string {
  const key = hashKey(value);
  if (typeof key === "string") return JSON.stringify(key);
  if (typeof key !== "object" || key === null) return String(key);
  let identity = identities.get(key);
  if (identity === undefined) {
    identity = ++lastIdentity;
    identities.set(key, identity);
  }
  return `@${identity}`;
}
