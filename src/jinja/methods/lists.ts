/** The methods of list and tuple. */
import { equals } from "../values/compare.ts";
import { PyError, typeError, valueError } from "../values/error.ts";
import { iterate } from "../values/iterate.ts";
import { sorted } from "../values/sort.ts";
import { repr } from "../values/text.ts";
import type { Tuple } from "../values/tuple.ts";
import type { Call, Value } from "../values/value.ts";
import { type MethodTable, requireArguments, requireInt } from "./method.ts";

function append(self: Value[], call: Call): Value {
  requireArguments(call, "list.append", 1, 1);
  self.push(call.args[0] as Value);
  return null;
}

function extend(self: Value[], call: Call): Value {
  requireArguments(call, "list.extend", 1, 1);
  self.push(...[...iterate(call.args[0] as Value)]);
  return null;
}

function insert(self: Value[], call: Call): Value {
  const { args, kwargs } = call;
  if (kwargs.size > 0) throw typeError("list.insert() takes no keyword arguments");
  if (args.length !== 2) throw typeError(`insert expected 2 arguments, got ${args.length}`);
  self.splice(clamp(requireInt(args[0] as Value), self.length), 0, args[1] as Value);
  return null;
}

function clamp(index: number, length: number): number {
  return index < 0 ? Math.max(0, index + length) : Math.min(index, length);
}

function pop(self: Value[], call: Call): Value {
  requireArguments(call, "list.pop", 0, 1);
  if (self.length === 0) throw new PyError("IndexError", "pop from empty list");
  const given = call.args.length > 0 ? requireInt(call.args[0] as Value) : -1;
  const index = given < 0 ? given + self.length : given;
  if (index < 0 || index >= self.length) throw new PyError("IndexError", "pop index out of range");
  return self.splice(index, 1)[0] as Value;
}

function remove(self: Value[], call: Call): Value {
  requireArguments(call, "list.remove", 1, 1);
  const index = self.findIndex((item) => equals(item, call.args[0] as Value));
  if (index < 0) throw valueError("list.remove(x): x not in list");
  self.splice(index, 1);
  return null;
}

function indexIn(items: readonly Value[], call: Call, type: "list" | "tuple"): Value {
  requireArguments(call, `${type}.index`, 1, 3);
  const [wanted = null, start = 0, stop = items.length] = call.args;
  const from = clamp(requireInt(start), items.length);
  const to = clamp(requireInt(stop), items.length);
  for (let index = from; index < to; index++) {
    if (equals(items[index] as Value, wanted)) return index;
  }
  throw valueError(
    type === "list" ? `${repr(wanted)} is not in list` : "tuple.index(x): x not in tuple",
  );
}

function countIn(items: readonly Value[], call: Call, type: string): Value {
  requireArguments(call, `${type}.count`, 1, 1);
  return items.filter((item) => equals(item, call.args[0] as Value)).length;
}

function sort(self: Value[], call: Call): Value {
  if (call.args.length > 0) throw typeError("sort() takes no positional arguments");
  for (const name of call.kwargs.keys()) {
    if (name !== "reverse" && name !== "key") {
      throw typeError(`'${name}' is an invalid keyword argument for sort()`);
    }
  }
  const key = call.kwargs.get("key") ?? null;
  const reverse = requireInt(call.kwargs.get("reverse") ?? false) !== 0;
  const keyOf = key === null ? undefined : (item: Value) => call.interpreter.callSync(key, [item]);
  self.splice(0, self.length, ...sorted(self, { reverse, ...(keyOf && { keyOf }) }));
  return null;
}

function reverse(self: Value[], call: Call): Value {
  requireArguments(call, "list.reverse", 0, 0);
  self.reverse();
  return null;
}

function clear(self: Value[], call: Call): Value {
  requireArguments(call, "list.clear", 0, 0);
  self.length = 0;
  return null;
}

function copy(self: Value[], call: Call): Value {
  requireArguments(call, "list.copy", 0, 0);
  return [...self];
}

export const listMethods: MethodTable<Value[]> = new Map([
  ["append", append],
  ["extend", extend],
  ["insert", insert],
  ["pop", pop],
  ["remove", remove],
  ["index", (self: Value[], call: Call) => indexIn(self, call, "list")],
  ["count", (self: Value[], call: Call) => countIn(self, call, "list")],
  ["sort", sort],
  ["reverse", reverse],
  ["clear", clear],
  ["copy", copy],
]);

export const tupleMethods: MethodTable<Tuple> = new Map([
  ["index", (self: Tuple, call: Call) => indexIn(self.items, call, "tuple")],
  ["count", (self: Tuple, call: Call) => countIn(self.items, call, "tuple")],
]);
