/** How the simple readers of YAML step through a text, and what a plain scalar means. */
import type { Data } from "../../../core/data.ts";
import { mayBeTyped, plainScalar } from "./scalars.ts";

export interface Line {
  /** Ends with a line break. */
  readonly text: string;
  /** How far it has been read. */
  at: number;
  /** Where the node begins that is being read; -1 at the end of the text. */
  column: number;
  /** The values that aliases stand for; undefined where one has not ended yet. */
  readonly anchors: Map<string, Data | undefined>;
}

/** A text from its first line that says something. */
export function beginText(text: string): Line {
  const line: Line = {
    text: text.endsWith("\n") ? text : `${text}\n`,
    at: text.startsWith("---\n") ? 4 : 0,
    column: 0,
    anchors: new Map(),
  };
  nextLine(line);
  return line;
}

const gap = /(?: *(?:#.*)?\n)* */y;

/** Steps from the beginning of a line over blank lines, comments and indentation. */
export function nextLine(line: Line): void {
  skip(gap, line);
  line.column = line.at === line.text.length ? -1 : columnOf(line);
}

/** How far from the beginning of its line the text has been read. */
export const columnOf = ({ text, at }: Line): number => at - 1 - text.lastIndexOf("\n", at - 1);

// None of these asks a pattern for what it has found: that would make an object for each word of a file.

/** @param pattern a sticky one, as all that are given here */
export function startsWith(pattern: RegExp, { text, at }: Line): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Steps over what the pattern matches; false where it does not. */
export function skip(pattern: RegExp, line: Line): boolean {
  if (!startsWith(pattern, line)) return false;
  line.at = pattern.lastIndex;
  return true;
}

/** Steps over what the pattern matches and gives it. */
export function take(pattern: RegExp, line: Line): string | undefined {
  const { text, at } = line;
  return skip(pattern, line) ? text.slice(at, line.at) : undefined;
}

/** Dates may be impossible, and two signs mean nothing here: that is not for a simple reader to say. */
const difficult = /^(?:\d{4}-|=$|<<$)/;

/** The value of a plain scalar; undefined for what may be none. */
export function plainValue(text: string): Data | undefined {
  if (!mayBeTyped(text)) return text;
  return difficult.test(text) ? undefined : plainScalar(text);
}

const plainKey = /[A-Za-z_+](?:[\w+.-]|:(?=\w))*/y;
const quotedKey = /'[^'\n]*'|"[^"\\\n]*"/y;
const colon = / *:(?: +|(?=\n))/y;
export const key = new RegExp(`(?:${plainKey.source}|${quotedKey.source})${colon.source}`, "y");

/** Steps over a key that is text, means nothing special, and comes for the first time. */
export function takeKey(line: Line, mapping: Readonly<Record<string, Data>>): string | undefined {
  const plain = take(plainKey, line);
  const name = plain ?? take(quotedKey, line)?.slice(1, -1);
  if (name === undefined || !skip(colon, line)) return undefined;
  const isTyped = plain !== undefined && plainValue(name) !== name;
  return isTyped || name === "__proto__" || Object.hasOwn(mapping, name) ? undefined : name;
}

/** A comment behind white space, or nothing; then the line break. */
export const lineEnd = /(?: +#.*| *)\n/y;
export const restOfLine = /.*\n/y;
/** Ends a collection in brackets. */
export const closing = /[\]}]/y;
/** Begins an item that is not empty. */
export const dash = /- +(?=[^ #\n])/y;
export const mergeKey = /<<: +(?=\*)/y;
/** The rest of a line, where a value stands below. */
export const nothing = /(?:#.*)?\n/y;

/** True where a list or a mapping begins that is not in brackets. */
export const isNode = (line: Line): boolean =>
  startsWith(dash, line) || startsWith(key, line) || startsWith(mergeKey, line);
