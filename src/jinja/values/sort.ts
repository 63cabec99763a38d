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
  if (reverse) pairs.reverse();
  pairs.sort((a, b) => compare(a.key, b.key) || 0);
  if (reverse) pairs.reverse();
  return pairs.map(({ item }) => item);
}
