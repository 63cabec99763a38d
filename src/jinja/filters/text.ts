/** The filters that change text. */

import { optionalInt, requireInt } from "../methods/method.ts";
import { capitalizeText } from "../methods/string-case.ts";
import { splitLines } from "../methods/string-split.ts";
import { replaceText, stripText } from "../methods/strings.ts";
import { isTrue, textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError, typeError } from "../values/error.ts";
import { asNumber } from "../values/float.ts";
import { charactersOf, isIterable, iterate, requireLength, unpacked } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { binary } from "../values/operators.ts";
import { sliceOf } from "../values/slices.ts";
import { str, typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { Undefined } from "../values/undefined.ts";
import type { Value } from "../values/value.ts";
import { type Filter, filter, filterArgumentError } from "./filter.ts";
import { wrapText } from "./wordwrap.ts";

/** A filter that changes the text of any value; markup stays markup. */
function onText(name: string, change: (text: string) => string): Filter {
  return filter(name, [], (value) => likeInput(value, change(str(value))));
}

function likeInput(input: Value, text: string): Value {
  return input instanceof Markup ? new Markup(text) : text;
}

function titleText(text: string): string {
  const pieces = text.split(/([-\s({[<]+)/);
  return pieces
    .filter((piece) => piece !== "")
    .map((piece) => {
      const [initial = "", ...rest] = piece;
      return initial.toUpperCase() + rest.join("").toLowerCase();
    })
    .join("");
}

const replace = filter(
  "do_replace",
  ["old", "new", "count?"],
  (value, [old = "", replacement = "", count = null], run) => {
    const most = optionalInt(count, -1);
    if (!run.autoescape) return replaceText(str(value), str(old), str(replacement), most);
    const escapes = old instanceof Markup || replacement instanceof Markup;
    const text = escapes || value instanceof Markup ? Markup.escape(value) : str(value);
    const asText = (part: Value) => (text instanceof Markup ? Markup.escape(part).text : str(part));
    const changed = replaceText(str(text), asText(old), asText(replacement), most);
    return text instanceof Markup ? new Markup(changed) : changed;
  },
  1,
);

const trim = filter("do_trim", ["chars?"], (value, [chars = null]) => {
  const wanted = chars === null ? undefined : textOf(chars);
  if (chars !== null && wanted === undefined) {
    throw typeError("strip arg must be None or str");
  }
  return likeInput(value, stripText(str(value), wanted, "both"));
});

const center = filter("do_center", ["width?"], (value, [width = 80]) => {
  const text = str(value);
  const size = requireInt(width);
  const missing = Math.max(0, size - charactersOf(text).length);
  const left = Math.floor(missing / 2) + (missing & size & 1);
  return likeInput(value, " ".repeat(left) + text + " ".repeat(missing - left));
});

const defaults = filter(
  "do_default",
  ["default_value?", "boolean?"],
  (value, [fallback = "", boolean = false]) => {
    if (value instanceof Undefined) return fallback;
    return isTrue(boolean) && !isTrue(value) ? fallback : value;
  },
);

const indent = filter(
  "do_indent",
  ["width?", "first?", "blank?"],
  (value, [width = 4, firstLine = false, blank = false]) => {
    const text = requireString(value);
    const space = textOf(width) ?? " ".repeat(Math.max(0, requireInt(width)));
    const lines = splitLines(`${text}\n`);
    const [head = "", ...rest] = lines;
    const indented = isTrue(blank)
      ? lines.join(`\n${space}`)
      : [head, ...rest.map((line) => (line === "" ? line : space + line))].join("\n");
    return likeInput(value, isTrue(firstLine) ? space + indented : indented);
  },
);

function requireString(value: Value): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value instanceof Undefined) throw value.error();
  if (Array.isArray(value)) throw noLines(value);
  const error =
    typeName(value) === "tuple" ? 'can only concatenate tuple (not "str") to tuple' : undefined;
  throw typeError(error ?? `unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
}

function noLines(value: Value): PyError {
  if (value instanceof Undefined) return value.error();
  const message = `'${typeName(value)}' object has no attribute 'splitlines'`;
  return new PyError("AttributeError", message);
}

const truncate = filter(
  "do_truncate",
  ["length?", "killwords?", "end?", "leeway?"],
  (value, [length = 255, killWords = false, end = "...", leeway = null]) => {
    // Python only compares them, so that fractions pass until something has to be cut.
    const most = Number(asNumber(length) ?? requireInt(length));
    const slack = leeway === null ? 5 : Number(asNumber(leeway) ?? requireInt(leeway));
    const endLength = requireLength(end);
    if (most < endLength) {
      throw new PyError("AssertionError", `expected length >= ${endLength}, got ${most}`);
    }
    if (slack < 0) throw new PyError("AssertionError", `expected leeway >= 0, got ${slack}`);
    if (requireLength(value) <= most + slack) return value;
    const cut = sliceOf(value, { start: null, stop: binary("-", length, endLength), step: null });
    if (isTrue(killWords)) return binary("+", cut, end);
    const text = str(cut);
    const space = text.lastIndexOf(" ");
    return binary("+", likeInput(cut, space < 0 ? text : text.slice(0, space)), end);
  },
  1,
);

const wordwrap = filter(
  "do_wordwrap",
  ["width?", "break_long_words?", "wrapstring?", "break_on_hyphens?"],
  (value, [width = 79, breakLong = true, newline = null, breakHyphens = true]) => {
    const text = textOf(value);
    if (text === undefined) throw noLines(value);
    const end = newline === null ? "\n" : str(newline);
    const options = {
      width: requireInt(width),
      breakLong: isTrue(breakLong),
      breakHyphens: isTrue(breakHyphens),
    };
    return splitLines(text)
      .map((line) => wrapText(line, options).join(end))
      .join(end);
  },
  1,
);

const wordcount = filter(
  "do_wordcount",
  [],
  (value) => (str(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
);

const format: Filter = (value, { args, kwargs }) => {
  if (args.length > 0 && kwargs.size > 0) {
    throw filterArgumentError("can't handle positional and keyword arguments at the same time");
  }
  const text = value instanceof Markup ? value : str(value);
  return binary("%", text, kwargs.size > 0 ? Dict.of(kwargs) : new Tuple(args));
};

const string = filter("soft_str", [], (value) => (value instanceof Markup ? value : str(value)));

const urlencode = filter("do_urlencode", [], (value) => {
  if (textOf(value) !== undefined || !isIterable(value)) return quoteUrl(str(value), "/");
  const pairs = value instanceof Dict ? value.entries() : Array.from(iterate(value), pairOf);
  const encode = (part: Value) => quoteUrl(str(part), "").replaceAll("%20", "+");
  return Array.from(pairs, ([key, item]) => `${encode(key)}=${encode(item)}`).join("&");
});

function pairOf(item: Value): readonly [Value, Value] {
  const [key, value] = unpacked(item, 2);
  return [key as Value, value as Value];
}

const bytesOf = new TextEncoder();

function quoteUrl(text: string, safe: string): string {
  let out = "";
  for (const byte of bytesOf.encode(text)) {
    const char = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9_.\-~]/.test(char) || (safe !== "" && safe.includes(char));
    out += plain ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

export const textFilters: ReadonlyMap<string, Filter> = new Map([
  ["upper", onText("do_upper", (text) => text.toUpperCase())],
  ["lower", onText("do_lower", (text) => text.toLowerCase())],
  ["capitalize", onText("do_capitalize", capitalizeText)],
  ["title", filter("do_title", [], (value) => titleText(str(value)))],
  ["replace", replace],
  ["trim", trim],
  ["center", center],
  ["default", defaults],
  ["d", defaults],
  ["indent", indent],
  ["truncate", truncate],
  ["wordwrap", wordwrap],
  ["wordcount", wordcount],
  ["format", format],
  ["string", string],
  ["urlencode", urlencode],
]);
