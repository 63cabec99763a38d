/** Python's stable sort. */
import { compare } from "./compare.ts";
import type { Value } from "./value.ts";

export interface SortOptions {
  readonly reverse?: boolean;
  readonly keyOf?: (item: Value) => Value;
}

/**
 * The items in ascending order; equal ones keep their order, also in reverse.
 * @throws PyError TypeError when two items cannot be ordered
 */
export function sorted(items: Iterable<Value>, options: SortOptions = {}): Value[] {
  const { reverse = false, keyOf } = options;
  const pairs = Array.from(items, (item) => ({ item, key: keyOf ? keyOf(item) : item }));
  // Python compares the later item with the earlier one, which shows in the message of a TypeError.
  const order = (a: Value, b: Value) => -compare(b, a) || 0;
  pairs.sort((a, b) => (reverse ? order(b.key, a.key) : order(a.key, b.key)));
  return pairs.map(({ item }) => item);
}
