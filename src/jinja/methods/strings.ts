/** The methods of str that look, cut and join; those that change letters are in `string-case.ts`. */
import { textOf } from "../values/compare.ts";
import { typeError, valueError } from "../values/error.ts";
import { charactersOf, isIterable, iterate } from "../values/iterate.ts";
import { typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import type { Call, Value } from "../values/value.ts";
import { isSpace } from "../values/whitespace.ts";
import { type MethodTable, optionalInt, requireArguments, requireInt } from "./method.ts";
import { rsplit, split, splitlines } from "./string-split.ts";

/** @throws PyError TypeError when the argument is not text */
function requireText(value: Value | undefined): string {
  const text = value === undefined ? undefined : textOf(value);
  if (text === undefined) throw typeError(`must be str, not ${typeName(value ?? null)}`);
  return text;
}

function join(self: string, call: Call): Value {
  requireArguments(call, "str.join", 1, 1);
  const items = call.args[0] as Value;
  if (!isIterable(items)) throw typeError("can only join an iterable");
  const parts = Array.from(iterate(items), (item, index) => {
    const text = textOf(item);
    if (text !== undefined) return text;
    throw typeError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
  });
  return parts.join(self);
}

function replace(self: string, call: Call): Value {
  const { length } = call.args;
  if (call.kwargs.size > 0) throw typeError("str.replace() takes no keyword arguments");
  if (length < 2) throw typeError(`replace expected at least 2 arguments, got ${length}`);
  if (length > 3) throw typeError(`replace expected at most 3 arguments, got ${length}`);
  const [from, to, count = -1] = call.args;
  [from, to].forEach((value, index) => {
    if (textOf(value as Value) === undefined) {
      const type = typeName(value as Value);
      throw typeError(`replace() argument ${index + 1} must be str, not ${type}`);
    }
  });
  return replaceText(self, requireText(from), requireText(to), requireInt(count));
}

/** Python's `str.replace`; a negative count means all. */
export function replaceText(text: string, from: string, to: string, count: number): string {
  if (from === "") return insertBetween(text, to, count);
  const parts = text.split(from);
  if (count < 0 || parts.length <= count + 1) return parts.join(to);
  return [...parts.slice(0, count), parts.slice(count).join(from)].join(to);
}

function insertBetween(text: string, to: string, count: number): string {
  const characters = [...text];
  const most = count < 0 ? characters.length + 1 : Math.min(count, characters.length + 1);
  return (
    characters.map((char, index) => (index < most ? to + char : char)).join("") +
    (most > characters.length ? to : "")
  );
}

interface Range {
  readonly text: readonly string[] | string;
  readonly start: number;
  readonly end: number;
}

function range(self: string, call: Call, from = 1): Range {
  const text = charactersOf(self);
  const [start = null, end = null] = call.args.slice(from);
  return {
    text,
    start: bound(start, text.length, 0),
    end: bound(end, text.length, text.length),
  };
}

function bound(value: Value, length: number, fallback: number): number {
  const index = optionalInt(value, fallback);
  return index < 0 ? Math.max(0, index + length) : index;
}

function pieceOf({ text, start, end }: Range): string {
  const piece = text.slice(start, end);
  return typeof piece === "string" ? piece : piece.join("");
}

function find(self: string, call: Call, name: string, last: boolean): number {
  requireArguments(call, name, 1, 3);
  const wanted = requireText(call.args[0]);
  const where = range(self, call);
  if (where.start > where.text.length) return -1;
  const piece = pieceOf(where);
  const index = last ? piece.lastIndexOf(wanted) : piece.indexOf(wanted);
  if (index < 0) return -1;
  const skipped = typeof where.text === "string" ? index : [...piece.slice(0, index)].length;
  return where.start + skipped;
}

function found(index: number): number {
  if (index < 0) throw valueError("substring not found");
  return index;
}

function count(self: string, call: Call): Value {
  requireArguments(call, "str.count", 1, 3);
  const wanted = requireText(call.args[0]);
  const where = range(self, call);
  const piece = pieceOf(where);
  if (wanted !== "") return piece.split(wanted).length - 1;
  return where.start > where.text.length ? 0 : [...piece].length + 1;
}

function hasAffix(self: string, call: Call, name: "startswith" | "endswith"): Value {
  requireArguments(call, `str.${name}`, 1, 3);
  const wanted = call.args[0] as Value;
  const options = wanted instanceof Tuple ? wanted.items : [wanted];
  const where = range(self, call);
  const piece = pieceOf(where);
  return options.some((option) => {
    const text = textOf(option);
    if (text === undefined) throw affixError(name, wanted, option);
    if (where.start > where.text.length) return false;
    return name === "startswith" ? piece.startsWith(text) : piece.endsWith(text);
  });
}

function affixError(name: string, wanted: Value, option: Value): Error {
  return typeError(
    wanted instanceof Tuple
      ? `tuple for ${name} must only contain str, not ${typeName(option)}`
      : `${name} first arg must be str or a tuple of str, not ${typeName(option)}`,
  );
}

function strip(self: string, call: Call, name: string, sides: "both" | "left" | "right"): Value {
  requireArguments(call, `str.${name}`, 0, 1);
  const wanted = call.args[0] ?? null;
  const chars = wanted === null ? undefined : textOf(wanted);
  if (wanted !== null && chars === undefined) {
    throw typeError(`${name} arg must be None or str`);
  }
  return stripText(self, chars, sides);
}

/** Removes white space, or any of the given characters, from the ends of a text. */
export function stripText(
  text: string,
  chars: string | undefined,
  sides: "both" | "left" | "right",
): string {
  const strips =
    chars === undefined ? isSpace : (code: number) => chars.includes(String.fromCharCode(code));
  let start = 0;
  let end = text.length;
  if (sides !== "right") while (start < end && strips(text.charCodeAt(start))) start++;
  if (sides !== "left") while (end > start && strips(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function partition(self: string, call: Call, name: "partition" | "rpartition"): Value {
  requireArguments(call, `str.${name}`, 1, 1);
  const separator = requireText(call.args[0]);
  if (separator === "") throw valueError("empty separator");
  const last = name === "rpartition";
  const at = last ? self.lastIndexOf(separator) : self.indexOf(separator);
  if (at < 0) return new Tuple(last ? ["", "", self] : [self, "", ""]);
  return new Tuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
}

function removeAffix(self: string, call: Call, name: "removeprefix" | "removesuffix"): Value {
  requireArguments(call, `str.${name}`, 1, 1);
  const affix = textOf(call.args[0] as Value);
  if (affix === undefined) {
    throw typeError(`${name}() argument must be str, not ${typeName(call.args[0] as Value)}`);
  }
  if (name === "removeprefix") return self.startsWith(affix) ? self.slice(affix.length) : self;
  return affix !== "" && self.endsWith(affix) ? self.slice(0, -affix.length) : self;
}

export const searchMethods: MethodTable<string> = new Map([
  ["split", split],
  ["rsplit", rsplit],
  ["splitlines", splitlines],
  ["join", join],
  ["replace", replace],
  ["find", (self: string, call: Call) => find(self, call, "find", false)],
  ["rfind", (self: string, call: Call) => find(self, call, "rfind", true)],
  ["index", (self: string, call: Call) => found(find(self, call, "index", false))],
  ["rindex", (self: string, call: Call) => found(find(self, call, "rindex", true))],
  ["count", count],
  ["startswith", (self: string, call: Call) => hasAffix(self, call, "startswith")],
  ["endswith", (self: string, call: Call) => hasAffix(self, call, "endswith")],
  ["strip", (self: string, call: Call) => strip(self, call, "strip", "both")],
  ["lstrip", (self: string, call: Call) => strip(self, call, "lstrip", "left")],
  ["rstrip", (self: string, call: Call) => strip(self, call, "rstrip", "right")],
  ["partition", (self: string, call: Call) => partition(self, call, "partition")],
  ["rpartition", (self: string, call: Call) => partition(self, call, "rpartition")],
  ["removeprefix", (self: string, call: Call) => removeAffix(self, call, "removeprefix")],
  ["removesuffix", (self: string, call: Call) => removeAffix(self, call, "removesuffix")],
]);
