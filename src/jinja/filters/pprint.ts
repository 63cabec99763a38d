/** `pprint`: Python's pretty printer, in lines of 80 characters with sorted keys. */
import { compare } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError } from "../values/error.ts";
import { PySet } from "../values/set.ts";
import { repr, typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import type { Value } from "../values/value.ts";
import { filter } from "./filter.ts";

const width = 80;

/** Python's `pprint.pformat(value)`. */
export function prettyText(value: Value, indent = 0, allowance = 0): string {
  const line = sortedRepr(value);
  if (line.length <= width - indent - allowance) return line;
  if (value instanceof Dict && value.size > 0) return prettyDict(value, indent, allowance);
  if (Array.isArray(value)) return prettyItems("[", "]", value, indent, allowance);
  if (value instanceof Tuple) {
    return prettyItems("(", value.items.length === 1 ? ",)" : ")", value.items, indent, allowance);
  }
  if (value instanceof PySet) {
    return prettyItems("{", "}", sortedOrNot(value.values()), indent, allowance);
  }
  return line;
}

function sortedRepr(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(sortedRepr).join(", ")}]`;
  if (value instanceof Dict) {
    const parts = sortedOrNot(value.keys()).map(
      (key) => `${sortedRepr(key)}: ${sortedRepr(value.get(key) ?? null)}`,
    );
    return `{${parts.join(", ")}}`;
  }
  if (value instanceof Tuple && value.items.length > 1) {
    return `(${value.items.map(sortedRepr).join(", ")})`;
  }
  return repr(value);
}

const sortedOrNot = (items: Iterable<Value>): Value[] => [...items].sort(safeOrder);

// What cannot be ordered is ordered by its class.
function safeOrder(a: Value, b: Value): number {
  try {
    return compare(a, b) || 0;
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    return compare(typeName(a), typeName(b));
  }
}

function prettyDict(dict: Dict, indent: number, allowance: number): string {
  const keys = sortedOrNot(dict.keys());
  const parts = keys.map((key, index) => {
    const name = sortedRepr(key);
    const after = index === keys.length - 1 ? allowance + 1 : 1;
    const value = dict.get(key) ?? null;
    return `${name}: ${prettyText(value, indent + name.length + 3, after)}`;
  });
  return `{${parts.join(`,\n${" ".repeat(indent + 1)}`)}}`;
}

function prettyItems(
  open: string,
  close: string,
  items: readonly Value[],
  indent: number,
  allowance: number,
): string {
  const parts = items.map((item, index) => {
    const after = index === items.length - 1 ? allowance + close.length : 1;
    return prettyText(item, indent + 1, after);
  });
  return `${open}${parts.join(`,\n${" ".repeat(indent + 1)}`)}${close}`;
}

export const pprint = filter("do_pprint", [], (value) => prettyText(value));
