/** Between plain JavaScript data and Python values. Dates are not handled here. */

import { Dict } from "./dict.ts";
import { PyError } from "./error.ts";
import { Float } from "./float.ts";
import { PySet } from "./set.ts";
import { str } from "./text.ts";
import { Tuple } from "./tuple.ts";
import type { Value } from "./value.ts";

/**
 * The Python value of plain data. Objects become dicts that are converted when first looked into; values that are
 * Python objects already pass through. `undefined` becomes None.
 */
export function toValue(data: unknown): Value {
  if (typeof data === "string" || typeof data === "number" || typeof data === "boolean")
    return data;
  if (data === null || data === undefined) return null;
  if (typeof data === "bigint") return data;
  if (Array.isArray(data)) return data.map(toValue);
  if (typeof data === "object") return objectToValue(data);
  throw new PyError("TypeError", `a ${typeof data} has no Python value`);
}

function objectToValue(data: object): Value {
  if ("pyType" in data) return data as Value;
  if (data instanceof Map)
    return Dict.of([...data].map(([key, item]) => [toValue(key), toValue(item)]));
  if (data instanceof Set) return new PySet([...data].map(toValue));
  return Dict.lazy((dict) => {
    for (const [key, item] of Object.entries(data)) {
      if (item !== undefined) dict.set(key, toValue(item));
    }
  });
}

/** Plain data of a Python value: dicts become objects, tuples and sets arrays; any other object passes through. */
export function toData(value: Value): unknown {
  if (Array.isArray(value)) return value.map(toData);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Float) return value.float;
  if (value instanceof Tuple) return value.items.map(toData);
  if (value instanceof PySet) return [...value.values()].map(toData);
  if (!(value instanceof Dict)) return value;
  const data: Record<string, unknown> = {};
  for (const [key, item] of value.entries()) data[str(key)] = toData(item);
  return data;
}
