/** The methods of str that cut a text into pieces. */
import { textOf } from "../values/compare.ts";
import { typeError, valueError } from "../values/error.ts";
import { bindArguments } from "../values/native-function.ts";
import { typeName } from "../values/text.ts";
import type { Call, Value } from "../values/value.ts";
import { isSpace } from "../values/whitespace.ts";
import { requireInt } from "./method.ts";

function optionalText(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(value);
  if (text === undefined) throw typeError(`must be str or None, not ${typeName(value)}`);
  return text;
}

// None is no number here, where it is one in slices.
const limitOf = (maxsplit: Value | undefined): number =>
  maxsplit === undefined ? -1 : requireInt(maxsplit);

export function split(self: string, call: Call): Value {
  const bound = bindArguments(call, "split", ["sep?", "maxsplit?"]);
  const limit = limitOf(bound.maxsplit);
  const separator = optionalText(bound.sep);
  if (separator === undefined) return splitSpace(self, limit);
  if (separator === "") throw valueError("empty separator");
  const parts = self.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

export function rsplit(self: string, call: Call): Value {
  const bound = bindArguments(call, "rsplit", ["sep?", "maxsplit?"]);
  const limit = limitOf(bound.maxsplit);
  const separator = optionalText(bound.sep);
  if (separator === undefined) return rsplitSpace(self, limit);
  if (separator === "") throw valueError("empty separator");
  const parts = self.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  const cut = parts.length - limit;
  return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
}

function splitSpace(text: string, limit: number): string[] {
  const parts: string[] = [];
  let index = 0;
  for (;;) {
    while (index < text.length && isSpace(text.charCodeAt(index))) index++;
    if (index >= text.length) return parts;
    if (parts.length === limit) {
      parts.push(text.slice(index));
      return parts;
    }
    const start = index;
    while (index < text.length && !isSpace(text.charCodeAt(index))) index++;
    parts.push(text.slice(start, index));
  }
}

function rsplitSpace(text: string, limit: number): string[] {
  const parts: string[] = [];
  let index = text.length;
  for (;;) {
    while (index > 0 && isSpace(text.charCodeAt(index - 1))) index--;
    if (index === 0) return parts;
    if (parts.length === limit) {
      parts.unshift(text.slice(0, index));
      return parts;
    }
    const end = index;
    while (index > 0 && !isSpace(text.charCodeAt(index - 1))) index--;
    parts.unshift(text.slice(index, end));
  }
}

const lineEnds = "\\r\\n|[\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]";

/** Python's `str.splitlines`: the lines, without their ends unless asked for. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(new RegExp(lineEnds, "g"))) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

export function splitlines(self: string, call: Call): Value {
  const { keepends = false } = bindArguments(call, "splitlines", ["keepends?"]);
  return splitLines(self, requireInt(keepends) !== 0);
}
