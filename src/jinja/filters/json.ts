/** `tojson`: Python's `json.dumps` with sorted keys, made safe for HTML. */
import { requireInt } from "../methods/method.ts";
import { textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { typeError } from "../values/error.ts";
import { asNumber, floatText, isFloat } from "../values/float.ts";
import { Markup } from "../values/markup.ts";
import { sorted } from "../values/sort.ts";
import { str, typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import type { Value } from "../values/value.ts";
import { type Filter, filter } from "./filter.ts";

export interface JsonOptions {
  readonly sortKeys?: boolean;
  /** What stands in front of each level, when the text has lines. */
  readonly indent?: string | undefined;
  /** What to do with a value that JSON does not know; a TypeError when absent. */
  readonly convert?: (value: Value) => Value;
}

/**
 * Python's `json.dumps`.
 * @throws PyError TypeError when a value or key has no JSON
 */
export function jsonText(value: Value, options: JsonOptions = {}, depth = 0): string {
  const text = textOf(value);
  if (text !== undefined) return quoted(text);
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  const number = asNumber(value);
  if (number !== undefined) return isFloat(value) ? floatJson(Number(number)) : String(number);
  const items = value instanceof Tuple ? value.items : value;
  if (Array.isArray(items)) {
    return block(
      "[",
      "]",
      items.map((item: Value) => jsonText(item, options, depth + 1)),
      options,
      depth,
    );
  }
  if (value instanceof Dict) return dictText(value, options, depth);
  if (options.convert) return jsonText(options.convert(value), options, depth);
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function dictText(dict: Dict, options: JsonOptions, depth: number): string {
  const keys = options.sortKeys ? sorted(dict.keys()) : [...dict.keys()];
  const parts = keys.map((key) => {
    const value = jsonText(dict.get(key) ?? null, options, depth + 1);
    return `${quoted(keyText(key))}: ${value}`;
  });
  return block("{", "}", parts, options, depth);
}

function keyText(key: Value): string {
  const text = textOf(key);
  if (text !== undefined) return text;
  if (key === null || typeof key === "boolean") return jsonText(key);
  const number = asNumber(key);
  if (number !== undefined) return isFloat(key) ? floatJson(Number(number)) : str(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function block(
  open: string,
  close: string,
  parts: readonly string[],
  { indent }: JsonOptions,
  depth: number,
): string {
  if (parts.length === 0) return open + close;
  if (indent === undefined) return open + parts.join(", ") + close;
  const inner = `\n${indent.repeat(depth + 1)}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${indent.repeat(depth)}${close}`;
}

function floatJson(x: number): string {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "Infinity" : "-Infinity";
  return floatText(x);
}

// Python escapes everything outside ASCII.
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const htmlEscapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "'": "\\u0027",
};

const tojson = filter(
  "do_tojson",
  ["indent?"],
  (value, [indent = null]) => {
    const spaces =
      indent === null ? undefined : (textOf(indent) ?? " ".repeat(Math.max(0, requireInt(indent))));
    const text = jsonText(value, { sortKeys: true, indent: spaces });
    return new Markup(text.replace(/[<>&']/g, (char) => htmlEscapes[char] ?? char));
  },
  1,
);

export const jsonFilters: ReadonlyMap<string, Filter> = new Map([["tojson", tojson]]);
