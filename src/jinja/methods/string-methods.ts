/** All methods of str, and those of Markup, which give markup and escape what comes in. */

import { textOf } from "../values/compare.ts";
import { iterate } from "../values/iterate.ts";
import { escapedFor, escapeHtml, Markup } from "../values/markup.ts";
import { Tuple } from "../values/tuple.ts";
import type { Call, Value } from "../values/value.ts";
import { encode } from "./encoding.ts";
import { type Method, type MethodTable, requireArguments } from "./method.ts";
import { caseMethods } from "./string-case.ts";
import { type FieldAccess, formatMap, formatText, mapOf } from "./string-format.ts";
import { searchMethods } from "./strings.ts";

const accessOf = (call: Call): FieldAccess => call.interpreter.access;

const formatMethods: MethodTable<string> = new Map<string, Method<string>>([
  ["encode", encode],
  ["format", (self, call) => formatText(self, call, accessOf(call))],
  ["format_map", (self, call) => formatMap(self, mapOf(call), accessOf(call))],
]);

// A method that any str has, also an instance of a subclass.
const onText =
  (run: Method<string>): Method<Value> =>
  (self, call) =>
    run(textOf(self) ?? "", call);

export const stringMethods: MethodTable<Value> = new Map(
  [...searchMethods, ...caseMethods, ...formatMethods].map(([name, run]) => [name, onText(run)]),
);

const markupResults = new Set(
  "join replace split rsplit splitlines strip lstrip rstrip partition rpartition removeprefix removesuffix upper lower casefold title capitalize swapcase ljust rjust center zfill expandtabs translate".split(
    " ",
  ),
);

function asMarkup(value: Value): Value {
  if (typeof value === "string") return new Markup(value);
  if (Array.isArray(value)) return value.map(asMarkup);
  return value instanceof Tuple ? new Tuple(value.items.map(asMarkup)) : value;
}

function onMarkup(name: string, run: Method<string>): Method<Markup> {
  if (!markupResults.has(name)) return (self, call) => run(self.text, call);
  return (self, call) => {
    const args = call.args.map((arg) => escapedArgument(self, name, arg));
    return asMarkup(run(self.text, { ...call, args }));
  };
}

function escapedArgument(self: Markup, name: string, arg: Value): Value {
  if (name === "join") return Array.from(iterate(arg), (item) => Markup.escape(item).text);
  return escapedFor(self, arg) ?? arg;
}

const escapeField = (text: string, value: Value) =>
  value instanceof Markup ? text : escapeHtml(text);

export const markupMethods: MethodTable<Markup> = new Map<string, Method<Markup>>([
  ...[...searchMethods, ...caseMethods].map(([name, run]) => [name, onMarkup(name, run)] as const),
  ["format", (self, call) => new Markup(formatText(self.text, call, accessOf(call), escapeField))],
  [
    "format_map",
    (self, call) => new Markup(formatMap(self.text, mapOf(call), accessOf(call), escapeField)),
  ],
  ["unescape", (self) => unescapeHtml(self.text)],
  ["striptags", (self) => stripTags(self.text)],
  [
    "escape",
    (_self, call) => {
      requireArguments(call, "Markup.escape", 1, 1);
      return Markup.escape(call.args[0] as Value);
    },
  ],
]);

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** The text with the common entities and all numeric references decoded. */
export function unescapeHtml(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name] ?? whole;
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return String.fromCodePoint(code);
  });
}

/** The text without tags and comments, its white space collapsed. */
export function stripTags(text: string): string {
  const bare = text.replace(/<!--[\s\S]*?-->/g, "").replace(/<[\s\S]*?>/g, "");
  return unescapeHtml(bare.split(/\s+/).filter(Boolean).join(" "));
}
