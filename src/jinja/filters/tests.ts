/** Every test: what may follow `is`. A test is a filter that gives true or false. */
import { caseMethods } from "../methods/string-case.ts";
import { compare, equals, hashKey, isObject, isTrue, textOf } from "../values/compare.ts";
import { isFloat, isInt, isNumber } from "../values/float.ts";
import { contains, isIterable, lengthOf } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { binary } from "../values/operators.ts";
import { PySet } from "../values/set.ts";
import { str } from "../values/text.ts";
import { Undefined } from "../values/undefined.ts";
import { pyNumberOf, type Value } from "../values/value.ts";
import { builtin, type Filter, filter } from "./filter.ts";

const noCall = { args: [], kwargs: new Map(), suspends: false };

function one(name: string, run: (value: Value) => boolean): Filter {
  return filter(`test_${name}`, [], run);
}

function two(
  name: string,
  parameter: string,
  run: (value: Value, other: Value) => boolean,
): Filter {
  return filter(name, [parameter], (value, [other = null]) => run(value, other));
}

function ordering(name: string, sign: string, holds: (order: number) => boolean): Filter {
  return two(name, "b", (value, other) => holds(compare(value, other, sign)));
}

function letterCase(name: "islower" | "isupper"): (value: Value) => boolean {
  return (value) => {
    const method = caseMethods.get(name);
    return isTrue(method?.(str(value), noCall as never) ?? false);
  };
}

function isCallable(value: Value): boolean {
  return isObject(value) && (value.pyCall !== undefined || value instanceof Undefined);
}

function isAnyNumber(value: Value): boolean {
  return isNumber(value) || typeof value === "boolean" || pyNumberOf(value) !== undefined;
}

// An object whose length is an error is no sequence, whatever the error.
function isSequence(value: Value): boolean {
  try {
    if (value instanceof PySet || lengthOf(value) === undefined) return false;
  } catch {
    return false;
  }
  return !isObject(value) || !value.pyType.startsWith("dict_");
}

// Python asks for an iterator: an object may refuse with an error of its own.
function givesItems(value: Value): boolean {
  if (isObject(value) && textOf(value) === undefined) value.pyIter?.();
  return isIterable(value);
}

function isSame(value: Value, other: Value): boolean {
  if (isNumber(value) && isNumber(other))
    return equals(value, other) && isFloat(value) === isFloat(other);
  return value === other;
}

const eq = two("eq", "b", equals);
const ne = two("ne", "b", (value, other) => !equals(value, other));
const gt = ordering("gt", ">", (order) => order > 0);
const ge = ordering("ge", ">=", (order) => order >= 0);
const lt = ordering("lt", "<", (order) => order < 0);
const le = ordering("le", "<=", (order) => order <= 0);

const plainTests: readonly (readonly [string, Filter])[] = [
  ["odd", one("odd", (value) => equals(binary("%", value, 2), 1))],
  ["even", one("even", (value) => equals(binary("%", value, 2), 0))],
  ["divisibleby", two("test_divisibleby", "num", (value, by) => equals(binary("%", value, by), 0))],
  ["defined", one("defined", (value) => !(value instanceof Undefined))],
  ["undefined", one("undefined", (value) => value instanceof Undefined)],
  ["none", one("none", (value) => value === null)],
  ["boolean", one("boolean", (value) => typeof value === "boolean")],
  ["false", one("false", (value) => value === false)],
  ["true", one("true", (value) => value === true)],
  ["integer", one("integer", isInt)],
  ["float", one("float", isFloat)],
  ["lower", one("lower", letterCase("islower"))],
  ["upper", one("upper", letterCase("isupper"))],
  ["string", one("string", (value) => textOf(value) !== undefined)],
  ["mapping", one("mapping", (value) => isObject(value) && value.pyMapping === true)],
  ["number", one("number", isAnyNumber)],
  ["sequence", one("sequence", isSequence)],
  ["iterable", one("iterable", givesItems)],
  ["callable", builtin("callable", isCallable)],
  ["sameas", two("test_sameas", "other", isSame)],
  ["escaped", one("escaped", (value) => value instanceof Markup)],
  ["in", two("test_in", "seq", (value, container) => contains(container, value))],
];

const comparisons: readonly (readonly [string, Filter])[] = [
  ["==", eq],
  ["eq", eq],
  ["equalto", eq],
  ["!=", ne],
  ["ne", ne],
  [">", gt],
  ["gt", gt],
  ["greaterthan", gt],
  [">=", ge],
  ["ge", ge],
  ["<", lt],
  ["lt", lt],
  ["lessthan", lt],
  ["<=", le],
  ["le", le],
];

/** Every test; `is filter` asks this table of filters. */
export function testsFor(filters: { has(name: string): boolean }): ReadonlyMap<string, Filter> {
  const table = new Map<string, Filter>([...plainTests, ...comparisons]);
  table.set(
    "filter",
    one("filter", (value) => filters.has(nameIn(value))),
  );
  table.set(
    "test",
    one("test", (value) => table.has(nameIn(value))),
  );
  return table;
}

// Python looks the value up in a dict, so it must be hashable.
function nameIn(value: Value): string {
  hashKey(value);
  return textOf(value) ?? "";
}
