/** The methods of set. */
import { PyError } from "../values/error.ts";
import { iterate } from "../values/iterate.ts";
import { PySet } from "../values/set.ts";
import { repr } from "../values/text.ts";
import type { Call, Value } from "../values/value.ts";
import { type Method, type MethodTable, requireArguments } from "./method.ts";

const asSet = (value: Value): PySet => (value instanceof PySet ? value : new PySet(iterate(value)));

function one(name: string, run: (self: PySet, value: Value) => Value): [string, Method<PySet>] {
  return [
    name,
    (self, call) => {
      requireArguments(call, `set.${name}`, 1, 1);
      return run(self, call.args[0] as Value);
    },
  ];
}

function many(name: string, run: (self: PySet, others: PySet[]) => Value): [string, Method<PySet>] {
  return [name, (self: PySet, call: Call) => run(self, call.args.map(asSet))];
}

function keep(self: PySet, test: (value: Value) => boolean): PySet {
  return new PySet([...self.values()].filter(test));
}

function assign(self: PySet, members: PySet): Value {
  const next = [...members.values()];
  self.clear();
  for (const member of next) self.add(member);
  return null;
}

const union = (self: PySet, others: PySet[]) =>
  new PySet([self, ...others].flatMap((set) => [...set.values()]));
const intersection = (self: PySet, others: PySet[]) =>
  keep(self, (value) => others.every((other) => other.has(value)));
const difference = (self: PySet, others: PySet[]) =>
  keep(self, (value) => !others.some((other) => other.has(value)));

function symmetricDifference(self: PySet, value: Value): PySet {
  const other = asSet(value);
  return union(difference(self, [other]), [difference(other, [self])]);
}

function remove(self: PySet, value: Value): Value {
  if (!self.delete(value)) throw new PyError("KeyError", repr(value));
  return null;
}

function pop(self: PySet, call: Call): Value {
  requireArguments(call, "set.pop", 0, 0);
  for (const value of self.values()) {
    self.delete(value);
    return value;
  }
  throw new PyError("KeyError", repr("pop from an empty set"));
}

export const setMethods: MethodTable<PySet> = new Map([
  one("add", (self, value) => {
    self.add(value);
    return null;
  }),
  one("discard", (self, value) => {
    self.delete(value);
    return null;
  }),
  one("remove", remove),
  one("issubset", (self, other) => self.isSubsetOf(asSet(other))),
  one("issuperset", (self, other) => asSet(other).isSubsetOf(self)),
  one("isdisjoint", (self, other) => intersection(self, [asSet(other)]).size === 0),
  one("symmetric_difference", symmetricDifference),
  one("symmetric_difference_update", (self, other) =>
    assign(self, symmetricDifference(self, other)),
  ),
  many("union", union),
  many("intersection", intersection),
  many("difference", difference),
  many("update", (self, others) => assign(self, union(self, others))),
  many("intersection_update", (self, others) => assign(self, intersection(self, others))),
  many("difference_update", (self, others) => assign(self, difference(self, others))),
  ["pop", pop],
  [
    "clear",
    (self, call) => {
      requireArguments(call, "set.clear", 0, 0);
      self.clear();
      return null;
    },
  ],
  [
    "copy",
    (self, call) => {
      requireArguments(call, "set.copy", 0, 0);
      return new PySet(self.values());
    },
  ],
]);
