/** Reads the scalars of simple YAML, and its lists and mappings in brackets, which hold no line breaks but in quotes. */
import type { Data } from "../../../core/data.ts";
import { compact } from "../compact.ts";
import { type Line, plainValue, skip, startsWith, take, takeKey } from "./simple-line.ts";

/** A comment behind white space, or nothing; then the line break. */
const end = /(?: +#.*| *)\n/y;
const plain = /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:#]+|:(?=[^ \n])|(?<=[^ ])#)*/y;
const plainInside =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:#,[\]{}]+|:(?=[^ \n,[\]{}])|(?<=[^ ])#)*/y;
const singleQuoted = /'(?:[^'\n]|''|\n +(?=[^ \n]))*'/y;
const doubleQuoted = /"(?:[^"\\\n]|\\(?:[\\"/bfnrt]|u[\da-fA-F]{4})|\n +(?=[^ \n]))*"/y;
const lineBreak = / *\n +/y;
const lineBreaks = / *\n +/g;
const spaces = / */y;

/** The value that begins here and ends with its line, or goes on below as plain text; steps behind it. */
export function readFlow(line: Line): Data | undefined {
  const value = startsWith(plain, line) ? readText(line) : readInside(line);
  return value !== undefined && skip(end, line) ? value : undefined;
}

/** Lines of plain text that are indented further than what they belong to; they are words of one. */
function readText(line: Line): Data | undefined {
  let text = takePlain(plain, line) as string;
  while (goesOn(line)) {
    skip(lineBreak, line);
    const more = takePlain(anyPlain, line);
    if (more === undefined) return undefined;
    text += ` ${more}`;
  }
  return plainValue(text);
}

/** True when the line ends here and the next one goes on with its text. */
function goesOn(line: Line): boolean {
  if (!startsWith(indentedBelow, line)) return false;
  const { text, at, column } = line;
  return indentedBelow.lastIndex - text.indexOf("\n", at) - 1 > column;
}

const indentedBelow = / *\n +(?=[^ \n#])/y;
/** Where text goes on, what begins it means nothing, but for signs before a space. */
const anyPlain = /(?![-?:] )(?:[^\n:#]|:(?=[^ \n]))(?:[^\n:#]+|:(?=[^ \n])|(?<=[^ ])#)*/y;

/** Plain text, without the spaces behind it. */
function takePlain(pattern: RegExp, line: Line): string | undefined {
  const { text, at } = line;
  if (!skip(pattern, line)) return undefined;
  while (text.charCodeAt(line.at - 1) === 32) line.at--;
  return text.slice(at, line.at);
}

function readInside(line: Line): Data | undefined {
  const sign = line.text.charAt(line.at);
  if (sign === "[") return readItems(line);
  if (sign === "{") return readEntries(line);
  if (sign === "'") return readSingleQuoted(line);
  if (sign === '"') return readDoubleQuoted(line);
  const text = takePlain(plainInside, line);
  return text === undefined ? undefined : plainValue(text);
}

function readSingleQuoted(line: Line): string | undefined {
  const text = take(singleQuoted, line)?.slice(1, -1);
  return text?.replaceAll("''", "'").replace(lineBreaks, " ");
}

/** The escapes that the pattern lets through mean the same in JSON. */
function readDoubleQuoted(line: Line): string | undefined {
  const text = take(doubleQuoted, line)?.replace(lineBreaks, " ");
  return text?.includes("\\") ? (JSON.parse(text) as string) : text?.slice(1, -1);
}

function readItems(line: Line): Data | undefined {
  const items: Data[] = [];
  open(line);
  while (!takesSign(line, "]")) {
    if (items.length > 0 && !takesSign(line, ",")) return undefined;
    const item = readInside(line);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return compact(items);
}

function readEntries(line: Line): Data | undefined {
  const entries: Record<string, Data> = {};
  open(line);
  for (let isFirst = true; !takesSign(line, "}"); isFirst = false) {
    if (!isFirst && !takesSign(line, ",")) return undefined;
    const name = takeKey(line, entries);
    if (name === undefined || line.text.charAt(line.at - 1) !== " ") return undefined;
    const value = readInside(line);
    if (value === undefined) return undefined;
    entries[name] = value;
  }
  return entries;
}

/** Steps over a bracket. */
function open(line: Line): void {
  line.at++;
  skip(spaces, line);
}

/** Steps over a sign and the spaces around it, if it is the next one. */
function takesSign(line: Line, sign: string): boolean {
  skip(spaces, line);
  if (line.text.charAt(line.at) !== sign) return false;
  line.at++;
  if (sign === ",") skip(spaces, line);
  return true;
}
