/** Each value once, in the order of first appearance, by Python's equality. */
import { Dict, type Value } from "../../../jinja/index.ts";

export function distinctValues(values: Iterable<Value>): Value[] {
  const seen = new Dict();
  for (const value of values) if (!seen.has(value)) seen.set(value, value);
  return [...seen.values()];
}
