/**
 * JSON text with its numbers as they are written. `JSON.parse` makes doubles of them, which hold 15 digits; here an
 * integer that a double cannot hold is a bigint, and another such number its digits. Reads valid JSON only.
 */
import type { FieldValue } from "../value-decoder.ts";

/** A number long enough to be more than a double holds; also finds texts that look like one. */
const long = /[:[,\s]-?[\d.]{16,}/;
/** An exponent of three digits. */
const large = /\d[eE]\+?\d{3}/;
const longest = 16;

/** True when `JSON.parse` may have changed a number of the text. */
export const mayHoldLongNumbers = (text: string): boolean =>
  large.test(text) || (hasLongRun(text) && long.test(text));

/** Whether so many digits and points follow each other. Most texts are seen at every sixteenth place only. */
function hasLongRun(text: string): boolean {
  for (let end = longest - 1; end < text.length; ) {
    let start = end;
    while (start > end - longest && isDigitOrPoint(text.charCodeAt(start))) start--;
    if (start === end - longest) return true;
    end = start + longest;
  }
  return false;
}

const isDigitOrPoint = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x2e;

/** The value of a text that `JSON.parse` accepts and that is not deeply nested: it goes down by recursion. */
export function parseExactly(text: string): FieldValue {
  return readValue({ text, at: 0 });
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readValue(cursor: Cursor): FieldValue {
  skipBlanks(cursor);
  switch (cursor.text.charCodeAt(cursor.at)) {
    case 0x7b:
      return readObject(cursor);
    case 0x5b:
      return readList(cursor);
    case 0x22:
      return readText(cursor);
    case 0x74:
      cursor.at += 4;
      return true;
    case 0x66:
      cursor.at += 5;
      return false;
    case 0x6e:
      cursor.at += 4;
      return null;
    default:
      return readNumber(cursor);
  }
}

function readObject(cursor: Cursor): FieldValue {
  const entries: [string, FieldValue][] = [];
  cursor.at += 1;
  while (nextItem(cursor, 0x7d)) {
    const name = readText(cursor);
    skipBlanks(cursor);
    cursor.at += 1; // the colon
    entries.push([name, readValue(cursor)]);
  }
  return Object.fromEntries(entries);
}

function readList(cursor: Cursor): FieldValue {
  const items: FieldValue[] = [];
  cursor.at += 1;
  while (nextItem(cursor, 0x5d)) items.push(readValue(cursor));
  return items;
}

/** Goes to the next item; false, and behind the end, where there is none. */
function nextItem(cursor: Cursor, end: number): boolean {
  skipBlanks(cursor);
  if (cursor.text.charCodeAt(cursor.at) === 0x2c) {
    cursor.at += 1;
    skipBlanks(cursor);
  }
  if (cursor.text.charCodeAt(cursor.at) !== end) return true;
  cursor.at += 1;
  return false;
}

function readText(cursor: Cursor): string {
  const { text, at } = cursor;
  let end = text.indexOf('"', at + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  cursor.at = end + 1;
  const inner = text.slice(at + 1, end);
  return inner.includes("\\") ? String(JSON.parse(text.slice(at, end + 1))) : inner;
}

/** An odd number of backslashes stands before the place. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === 0x5c) before--;
  return (at - 1 - before) % 2 === 1;
}

const numberAt = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;

function readNumber(cursor: Cursor): FieldValue {
  numberAt.lastIndex = cursor.at;
  const [literal = "", fraction, exponent] = numberAt.exec(cursor.text) ?? [];
  cursor.at += literal.length;
  const value = Number(literal);
  if (exponent !== undefined) return Number.isFinite(value) ? value : literal;
  if (fraction === undefined) return Number.isSafeInteger(value) ? value : BigInt(literal);
  return isHeldBy(value, literal) ? value : literal;
}

/** Zeros at the end of a fraction say nothing. */
const isHeldBy = (value: number, literal: string): boolean =>
  literal.length <= 16 || String(value) === literal.replace(/\.?0+$/, "");

function skipBlanks(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at += 1;
  }
}
