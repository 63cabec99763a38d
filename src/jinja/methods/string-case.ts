/** The methods of str that change letters, pad, and ask what a text is made of. */
import { textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { typeError, valueError } from "../values/error.ts";
import { isInt } from "../values/float.ts";
import { charactersOf, iterate } from "../values/iterate.ts";
import { bindArguments } from "../values/native-function.ts";
import { str, typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import type { Call, Value } from "../values/value.ts";
import { isSpace } from "../values/whitespace.ts";
import { type Method, type MethodTable, requireArguments, requireInt } from "./method.ts";

const cased = /\p{Uppercase}|\p{Lowercase}|\p{Lt}/u;

/** Python's `str.title`: the first letter of each run of letters is in title case, the others lower. */
export function titleText(text: string): string {
  let previous = false;
  let out = "";
  for (const char of text) {
    out += previous ? char.toLowerCase() : titleOf(char);
    previous = cased.test(char);
  }
  return out;
}

/** Python's `str.capitalize`. */
export function capitalizeText(text: string): string {
  const [first = "", ...rest] = text;
  return titleOf(first) + rest.join("").toLowerCase();
}

/** Two letters in one, such as U+01C6, with their title case; capitals have the lower-case letter's. */
const digraphs: Readonly<Record<string, string>> = {
  "\u01c6": "\u01c5",
  "\u01c9": "\u01c8",
  "\u01cc": "\u01cb",
  "\u01f3": "\u01f2",
};

/** A character in title case: `ß` becomes `Ss`, an iota stays subscript, Georgian letters have none. */
function titleOf(char: string): string {
  if (/[\u10d0-\u10ff]/.test(char)) return char;
  const upper = char.toUpperCase();
  const [first = "", ...more] = upper;
  const rest = more.join("");
  if (rest === "") return digraphs[char.toLowerCase()] ?? upper;
  if (rest === "\u0399") return `${first}\u0345`.normalize("NFC");
  return cased.test(first) ? first + rest.toLowerCase() : upper;
}

function swapCase(text: string): string {
  return text.replace(/\p{Uppercase}|\p{Lowercase}/gu, (char) =>
    /\p{Uppercase}/u.test(char) ? char.toLowerCase() : char.toUpperCase(),
  );
}

/** Unicode's full case folding, letter by letter. */
export function foldCase(text: string): string {
  return Array.from(text, (char) => {
    if (char === "ı") return char;
    const upper = char.toLowerCase().toUpperCase();
    // Cherokee folds to its capitals.
    if (/[\u13a0-\u13fd\uab70-\uabbf]/.test(char)) return upper;
    return Array.from(upper, (letter) => letter.toLowerCase()).join("");
  }).join("");
}

function simple(name: string, run: (self: string) => Value): [string, Method<string>] {
  return [
    name,
    (self, call) => {
      requireArguments(call, `str.${name}`, 0, 0);
      return run(self);
    },
  ];
}

/** The pattern is made when it is needed, because classes of Unicode take long to make. */
function every(name: string, pattern: () => RegExp): [string, Method<string>] {
  return simple(name, (self) => pattern().test(self));
}

function hasCase(text: string, wrong: RegExp): boolean {
  return !wrong.test(text) && cased.test(text);
}

function isTitle(text: string): boolean {
  let previous = false;
  let seen = false;
  for (const char of text) {
    const upper = /\p{Uppercase}|\p{Lt}/u.test(char);
    const lower = /\p{Lowercase}/u.test(char);
    if ((upper && previous) || (lower && !previous)) return false;
    previous = upper || lower;
    seen ||= previous;
  }
  return seen;
}

function justify(name: "ljust" | "rjust" | "center"): [string, Method<string>] {
  return [
    name,
    (self, call) => {
      requireArguments(call, `str.${name}`, 1, 2);
      const [width = 0, given = " "] = call.args;
      const size = requireInt(width);
      const fill = textOf(given);
      if (fill === undefined) {
        throw typeError(`The fill character must be a unicode character, not ${typeName(given)}`);
      }
      if (charactersOf(fill).length !== 1) {
        throw typeError("The fill character must be exactly one character long");
      }
      const missing = Math.max(0, size - charactersOf(self).length);
      const left = leftPadding(name, missing, size);
      return fill.repeat(left) + self + fill.repeat(missing - left);
    },
  ];
}

// Python's centre leans left or right depending on whether both the gap and the width are odd.
function leftPadding(name: "ljust" | "rjust" | "center", missing: number, width: number): number {
  if (name === "ljust") return 0;
  return name === "rjust" ? missing : Math.floor(missing / 2) + (missing & width & 1);
}

function zfill(self: string, call: Call): Value {
  requireArguments(call, "str.zfill", 1, 1);
  const missing = requireInt(call.args[0] as Value) - charactersOf(self).length;
  if (missing <= 0) return self;
  const sign = self.startsWith("-") || self.startsWith("+") ? self.charAt(0) : "";
  return sign + "0".repeat(missing) + self.slice(sign.length);
}

function expandtabs(self: string, call: Call): Value {
  const { tabsize = 8 } = bindArguments(call, "expandtabs", ["tabsize?"]);
  const size = requireInt(tabsize);
  let column = 0;
  let out = "";
  for (const char of self) {
    if (char === "\t") {
      const spaces = size > 0 ? size - (column % size) : 0;
      out += " ".repeat(spaces);
      column += spaces;
    } else {
      out += char;
      column = char === "\n" || char === "\r" ? 0 : column + 1;
    }
  }
  return out;
}

function maketrans(_self: string, call: Call): Value {
  requireArguments(call, "str.maketrans", 1, 3);
  const [from = "", to, removed] = call.args;
  const table = new Dict();
  if (to === undefined) {
    if (!(from instanceof Dict)) {
      throw typeError("if you give only one argument to maketrans it must be a dict");
    }
    for (const [key, value] of from.entries()) table.set(translateKey(key), value);
    return table;
  }
  const [keys, values] = [[...str(from)], [...str(to)]];
  if (keys.length !== values.length) {
    throw valueError("the first two maketrans arguments must have equal length");
  }
  keys.forEach((key, index) => {
    table.set(key.codePointAt(0) ?? 0, values[index]?.codePointAt(0) ?? 0);
  });
  for (const char of removed === undefined ? "" : iterate(removed)) {
    table.set(str(char).codePointAt(0) ?? 0, null);
  }
  return table;
}

function translateKey(key: Value): Value {
  const text = textOf(key);
  if (text === undefined) {
    if (isInt(key) || typeof key === "boolean") return key;
    throw typeError("keys in translate table must be strings or integers");
  }
  if (charactersOf(text).length === 1) return text.codePointAt(0) ?? 0;
  throw valueError("string keys in translate table must be of length 1");
}

function translate(self: string, call: Call): Value {
  requireArguments(call, "str.translate", 1, 1);
  const look = itemsOf(call.args[0] as Value);
  return [...self].map((char) => translated(char, look(char.codePointAt(0) ?? 0))).join("");
}

// A table is anything with items: what it has no item for stays as it is.
function itemsOf(table: Value): (code: number) => Value | undefined {
  if (table instanceof Dict) return (code) => table.get(code);
  const text = textOf(table);
  if (text !== undefined) return (code) => charactersOf(text)[code];
  if (Array.isArray(table)) return (code) => table[code];
  if (table instanceof Tuple) return (code) => table.items[code];
  throw typeError(`'${typeName(table)}' object is not subscriptable`);
}

function translated(char: string, to: Value | undefined): string {
  if (to === undefined) return char;
  if (to === null) return "";
  return typeof to === "number" ? String.fromCodePoint(to) : str(to);
}

export const caseMethods: MethodTable<string> = new Map([
  simple("upper", (self) => self.toUpperCase()),
  simple("lower", (self) => self.toLowerCase()),
  simple("casefold", foldCase),
  simple("title", titleText),
  simple("capitalize", capitalizeText),
  simple("swapcase", swapCase),
  every("isalpha", () => /^\p{L}+$/u),
  every("isdigit", () => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u),
  every("isdecimal", () => /^\p{Nd}+$/u),
  every("isnumeric", () => /^\p{N}+$/u),
  every("isalnum", () => /^[\p{L}\p{N}]+$/u),
  every("isidentifier", () => /^[\p{XID_Start}_][\p{XID_Continue}]*$/u),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII includes the control characters
  every("isascii", () => /^[\x00-\x7f]*$/),
  simple("isprintable", (self) => !/[\p{C}\p{Z}]/u.test(self.replaceAll(" ", ""))),
  simple(
    "isspace",
    (self) => self !== "" && [...self].every((char) => isSpace(char.charCodeAt(0))),
  ),
  simple("isupper", (self) => hasCase(self, /\p{Lowercase}|\p{Lt}/u)),
  simple("islower", (self) => hasCase(self, /\p{Uppercase}|\p{Lt}/u)),
  simple("istitle", isTitle),
  justify("ljust"),
  justify("rjust"),
  justify("center"),
  ["zfill", zfill],
  ["expandtabs", expandtabs],
  ["maketrans", maketrans],
  ["translate", translate],
]);
