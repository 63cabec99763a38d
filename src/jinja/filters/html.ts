/** The filters for HTML: escape, safe, striptags, urlize, xmlattr. */

import { optionalInt } from "../methods/method.ts";
import { stripTags } from "../methods/string-methods.ts";
import { isTrue, textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError, typeError, valueError } from "../values/error.ts";
import { iterate } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { repr, str, typeName } from "../values/text.ts";
import { Undefined } from "../values/undefined.ts";
import type { Value } from "../values/value.ts";
import { builtin, type Filter, filter, filterArgumentError } from "./filter.ts";

const escapeFilter = builtin("escape", (value) => Markup.escape(value));

const xmlattr = filter(
  "do_xmlattr",
  ["autospace?"],
  (value, [autospace = true], run) => {
    if (value instanceof Undefined) throw value.error();
    if (!(value instanceof Dict)) {
      throw new PyError("AttributeError", `'${typeName(value)}' object has no attribute 'items'`);
    }
    const parts: string[] = [];
    for (const [key, item] of value.entries()) {
      if (item === null || item instanceof Undefined) continue;
      if (textOf(key) === undefined) {
        throw typeError(`expected string or bytes-like object, got '${typeName(key)}'`);
      }
      if (/[\s/>=]/.test(str(key))) {
        throw valueError(`Invalid character in attribute name: ${repr(key)}`);
      }
      parts.push(`${Markup.escape(key).text}="${Markup.escape(item).text}"`);
    }
    const text = (isTrue(autospace) && parts.length > 0 ? " " : "") + parts.join(" ");
    return run.autoescape ? new Markup(text) : text;
  },
  1,
);

interface LinkOptions {
  readonly limit: number | undefined;
  readonly attributes: string;
  readonly schemes: readonly string[];
}

const urlize = filter(
  "do_urlize",
  ["trim_url_limit?", "nofollow?", "target?", "rel?", "extra_schemes?"],
  (value, [limit = null, nofollow = false, target = null, rel = null, schemes = null], run) => {
    const words = new Set((rel === null ? "" : str(rel)).split(/\s+/).filter(Boolean));
    if (isTrue(nofollow)) words.add("nofollow");
    words.add("noopener");
    const relText = [...words].sort().join(" ");
    const extra = schemes === null ? [] : Array.from(iterate(schemes), str);
    for (const scheme of extra) {
      if (!/^[\w.+-]{2,}:\/{0,2}$/.test(scheme)) {
        throw filterArgumentError(`${repr(scheme)} is not a valid URI scheme prefix.`);
      }
    }
    const targetText = target === null ? "" : ` target="${Markup.escape(target).text}"`;
    const text = linked(Markup.escape(value).text, {
      limit: limit === null ? undefined : optionalInt(limit, 0),
      attributes: ` rel="${Markup.escape(relText).text}"${targetText}`,
      schemes: extra,
    });
    return run.autoescape ? new Markup(text) : text;
  },
  1,
);

function linked(text: string, options: LinkOptions): string {
  return text
    .split(/(\s+)/)
    .map((word) => linkedWord(word, options))
    .join("");
}

function linkedWord(word: string, options: LinkOptions): string {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? "";
  const rest = word.slice(head.length);
  const tail = /(?:[)>.,\n]|&gt;)+$/.exec(rest)?.[0] ?? "";
  const middle = rest.slice(0, rest.length - tail.length);
  const balanced = balance(middle, tail);
  return head + link(balanced.middle, options) + balanced.tail;
}

const brackets = [
  ["(", ")"],
  ["<", ">"],
  ["&lt;", "&gt;"],
] as const;

const countOf = (text: string, part: string): number => text.split(part).length - 1;

// A closing bracket belongs to the link when its opening one does.
function balance(link: string, after: string): { middle: string; tail: string } {
  let middle = link;
  let tail = after;
  for (const [open, close] of brackets) {
    const opened = countOf(middle, open);
    if (opened <= countOf(middle, close)) continue;
    for (let moved = Math.min(opened, countOf(tail, close)); moved > 0; moved--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return { middle, tail };
}

const webAddress =
  /^(?:(?:https?:\/\/|www\.)(?:[\w%-]+\.)+[a-z]{2,63}|(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?:\/\/(?:(?:\d{1,3}\.){3}\d{1,3}|\[[\da-f]{0,4}:(?:[\da-f]{0,4}:?){1,6}[\da-f]{0,4}\]))(?::\d{1,5})?(?:[/?#]\S*)?$/i;
const mailAddress = /^\S+@\w[\w.-]*\.\w+$/;

function link(text: string, { limit, attributes, schemes }: LinkOptions): string {
  if (webAddress.test(text)) {
    const address = /^https?:\/\//.test(text) ? text : `https://${text}`;
    const shown = limit !== undefined && text.length > limit ? `${text.slice(0, limit)}...` : text;
    return `<a href="${address}"${attributes}>${shown}</a>`;
  }
  if (text.startsWith("mailto:") && mailAddress.test(text.slice(7))) {
    return `<a href="${text}">${text.slice(7)}</a>`;
  }
  if (isMailAddress(text)) return `<a href="mailto:${text}">${text}</a>`;
  const scheme = schemes.find((prefix) => text !== prefix && text.startsWith(prefix));
  return scheme === undefined ? text : `<a href="${text}"${attributes}>${text}</a>`;
}

function isMailAddress(text: string): boolean {
  if (!text.includes("@") || text.startsWith("www.") || text.startsWith("@")) return false;
  return !text.includes(":") && mailAddress.test(text);
}

const asText = (value: Value): string => textOf(value) ?? str(value);

export const htmlFilters: ReadonlyMap<string, Filter> = new Map([
  ["escape", escapeFilter],
  ["e", escapeFilter],
  ["forceescape", filter("do_forceescape", [], (value) => Markup.escape(asText(value)))],
  ["safe", filter("do_mark_safe", [], (value) => new Markup(asText(value)))],
  ["striptags", filter("do_striptags", [], (value) => stripTags(asText(value)))],
  ["xmlattr", xmlattr],
  ["urlize", urlize],
]);
