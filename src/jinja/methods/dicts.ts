/** The methods of dict. */

import { isObject } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError, typeError, valueError } from "../values/error.ts";
import { isIterable, iterate } from "../values/iterate.ts";
import { bindArguments } from "../values/native-function.ts";
import { repr, typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { Undefined } from "../values/undefined.ts";
import type { Call, Value } from "../values/value.ts";
import { DictView } from "./dict-view.ts";
import { type MethodTable, requireArguments } from "./method.ts";

function get(self: Dict, call: Call): Value {
  requireArguments(call, "dict.get", 1, 2);
  const [key = null, fallback = null] = call.args;
  const value = self.get(key);
  return value === undefined ? fallback : value;
}

function view(kind: "keys" | "values" | "items") {
  return (self: Dict, call: Call): Value => {
    requireArguments(call, `dict.${kind}`, 0, 0);
    return new DictView(self, kind);
  };
}

function update(self: Dict, call: Call): Value {
  if (call.args.length > 1) {
    throw typeError(`update expected at most 1 argument, got ${call.args.length}`);
  }
  fillDict(self, call);
  return null;
}

/**
 * Adds what `dict(…)` and `update(…)` take: a mapping or pairs, then keywords.
 * @throws PyError TypeError or ValueError when the argument is neither
 */
export function fillDict(dict: Dict, call: Call): void {
  const source = call.args[0];
  if (source !== undefined) for (const [key, value] of pairsOf(source)) dict.set(key, value);
  for (const [key, value] of call.kwargs) dict.set(key, value);
}

function* pairsOf(source: Value): Iterable<readonly [Value, Value]> {
  if (source instanceof Dict) {
    yield* [...source.entries()];
    return;
  }
  if (isObject(source) && source.pyMapping && source.pyGetItem) {
    for (const key of iterate(source)) yield [key, source.pyGetItem(key) ?? null];
    return;
  }
  if (source instanceof Undefined) {
    source.member("keys");
    return;
  }
  let index = 0;
  for (const item of iterate(source)) yield pairOf(item, index++);
}

function pairOf(item: Value, index: number): readonly [Value, Value] {
  if (!isIterable(item)) {
    throw typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
  }
  const parts = [...iterate(item)];
  if (parts.length === 2) return [parts[0] as Value, parts[1] as Value];
  throw valueError(
    `dictionary update sequence element #${index} has length ${parts.length}; 2 is required`,
  );
}

function pop(self: Dict, call: Call): Value {
  requireArguments(call, "dict.pop", 1, 2);
  const [key = null, fallback] = call.args;
  const found = self.get(key);
  const value = found === undefined ? fallback : found;
  if (value === undefined) throw new PyError("KeyError", repr(key));
  self.delete(key);
  return value;
}

function popitem(self: Dict, call: Call): Value {
  requireArguments(call, "dict.popitem", 0, 0);
  const last = [...self.entries()].at(-1);
  if (last === undefined) throw new PyError("KeyError", repr("popitem(): dictionary is empty"));
  self.delete(last[0]);
  return new Tuple(last);
}

function setdefault(self: Dict, call: Call): Value {
  requireArguments(call, "dict.setdefault", 1, 2);
  const [key = null, fallback = null] = call.args;
  const value = self.get(key);
  if (value !== undefined) return value;
  self.set(key, fallback);
  return fallback;
}

function clear(self: Dict, call: Call): Value {
  requireArguments(call, "dict.clear", 0, 0);
  self.clear();
  return null;
}

function copy(self: Dict, call: Call): Value {
  requireArguments(call, "dict.copy", 0, 0);
  return self.copy();
}

function fromkeys(_self: Dict, call: Call): Value {
  const { keys = null, value = null } = bindArguments(call, "fromkeys", ["keys", "value?"]);
  return Dict.of(Array.from(iterate(keys), (key) => [key, value] as const));
}

export const dictMethods: MethodTable<Dict> = new Map([
  ["get", get],
  ["keys", view("keys")],
  ["values", view("values")],
  ["items", view("items")],
  ["update", update],
  ["pop", pop],
  ["popitem", popitem],
  ["setdefault", setdefault],
  ["clear", clear],
  ["copy", copy],
  ["fromkeys", fromkeys],
]);

/**
 * The pairs of a mapping for `**` in a call.
 * @param taken the keywords that are given already
 * @throws PyError TypeError when it is no mapping of names, or a name is given twice
 */
export function keywordsOf(
  value: Value,
  taken: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  if (value instanceof Undefined) {
    value.member("keys");
    return new Map();
  }
  if (!isObject(value) || !value.pyMapping || !value.pyGetItem) {
    throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`);
  }
  const keywords = new Map<string, Value>();
  for (const key of iterate(value)) {
    if (typeof key !== "string") throw typeError("keywords must be strings");
    if (taken.has(key)) throw typeError(`got multiple values for keyword argument '${key}'`);
    keywords.set(key, value.pyGetItem(key) ?? null);
  }
  return keywords;
}
