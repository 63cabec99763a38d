/**
 * Reads the small part of Jinja that `template.ts` understands, token by token. Whatever it takes, Jinja takes and reads
 * in the same way; at anything else it says so and reads no further.
 */
import type { Data } from "../../../core/data.ts";

export interface TagReader {
  readonly text: string;
  /** How far it has come. */
  at: number;
}

/** How a print statement, a tag, or a comment that does not end begins; undefined at the end of the text. */
export type Opening = "{{" | "{%" | "{#" | undefined;

const opening = /\{[{%#]/g;

/** Steps behind the next `{{` or `{%`, over comments on the way. */
export function nextOpening(reader: TagReader): Opening {
  const { text } = reader;
  opening.lastIndex = reader.at;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const inside = match.index + 2;
    if (match[0] !== "{#") {
      const sign = text.charCodeAt(inside);
      reader.at = sign === 43 || sign === 45 ? inside + 1 : inside;
      return match[0] as Opening;
    }
    const end = text.indexOf("#}", inside);
    if (end < 0) return "{#";
    opening.lastIndex = end + 2;
  }
  reader.at = text.length;
  return undefined;
}

/** Steps over a `}}` or `%}`, with a sign before it or without. */
export function takeEnd(reader: TagReader, end: "}}" | "%}"): boolean {
  const code = peek(reader);
  const signed = code === 45 || (code === 43 && end === "%}");
  const at = signed ? reader.at + 1 : reader.at;
  if (!reader.text.startsWith(end, at)) return false;
  reader.at = at + 2;
  return true;
}

/** Steps over white space and gives the code of the character behind it; NaN at the end of the text. */
export function peek(reader: TagReader): number {
  const { text } = reader;
  let code = text.charCodeAt(reader.at);
  while (code === 32 || (code >= 9 && code <= 13)) code = text.charCodeAt(++reader.at);
  return code;
}

/** Steps over this sign if it is the next one. */
export function take(reader: TagReader, sign: string): boolean {
  if (peek(reader) !== sign.charCodeAt(0)) return false;
  reader.at++;
  return true;
}

/** One that no letter beyond ASCII goes on with. */
const word = /[A-Za-z_]\w*(?![\w\u0080-\uffff])/y;

/** A name or keyword; undefined, and nothing is read, where there is none. */
export function takeWord(reader: TagReader): string | undefined {
  peek(reader);
  const { text, at } = reader;
  word.lastIndex = at;
  if (!word.test(text)) return undefined;
  reader.at = word.lastIndex;
  return text.slice(at, reader.at);
}

/** Steps over this word if it is the next one. */
export function takeKeyword(reader: TagReader, keyword: string): boolean {
  const { at } = reader;
  if (takeWord(reader) === keyword) return true;
  reader.at = at;
  return false;
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  True: true,
  false: false,
  False: false,
};

/** Words that are not names. */
const keywords = new Set([
  ...Object.keys(booleans),
  ...["none", "None", "not", "and", "or", "in", "is", "if", "else", "elif", "recursive"],
]);

export const isKeyword = (name: string): boolean => keywords.has(name);

/** Text, a whole number, a boolean, or a list or dict of such; undefined, and nothing is read, where there is none. */
export function takeLiteral(reader: TagReader): Data | undefined {
  const code = peek(reader);
  const { at } = reader;
  const value = literalAt(code, reader);
  if (value === undefined) reader.at = at;
  return value;
}

function literalAt(code: number, reader: TagReader): Data | undefined {
  if (code === 39 || code === 34) return takeText(reader, code);
  if (code >= 48 && code <= 57) return takeNumber(reader);
  if (code === 91) return takeList(reader);
  if (code === 123) return takeDict(reader);
  const name = takeWord(reader);
  return name !== undefined && Object.hasOwn(booleans, name) ? booleans[name] : undefined;
}

/** The template has no backslashes, so that text ends at the next quote. */
function takeText(reader: TagReader, quote: number): string | undefined {
  const start = reader.at + 1;
  const end = reader.text.indexOf(quote === 39 ? "'" : '"', start);
  if (end < 0) return undefined;
  reader.at = end + 1;
  return reader.text.slice(start, end);
}

const wholeNumber = /(?:0|[1-9]\d{0,14})(?![\w.])/y;

function takeNumber(reader: TagReader): number | undefined {
  wholeNumber.lastIndex = reader.at;
  const digits = wholeNumber.exec(reader.text)?.[0];
  if (digits === undefined) return undefined;
  reader.at = wholeNumber.lastIndex;
  return Number(digits);
}

function takeList(reader: TagReader): readonly Data[] | undefined {
  const items: Data[] = [];
  reader.at++;
  while (!take(reader, "]")) {
    const item = takeLiteral(reader);
    if (item === undefined) return undefined;
    items.push(item);
    if (!take(reader, ",")) return take(reader, "]") ? items : undefined;
  }
  return items;
}

function takeDict(reader: TagReader): Data | undefined {
  const entries: Record<string, Data> = {};
  reader.at++;
  while (!take(reader, "}")) {
    const key = takeLiteral(reader);
    if (typeof key !== "string" || key === "__proto__" || !take(reader, ":")) return undefined;
    const value = takeLiteral(reader);
    if (value === undefined) return undefined;
    entries[key] = value;
    if (!take(reader, ",")) return take(reader, "}") ? entries : undefined;
  }
  return entries;
}
