/** Reads the scalars of simple YAML, and its lists and mappings in brackets, which hold no line breaks but in quotes. */
import type { Data } from "../../../core/data.ts";
import { type Line, matchAt, plainValue, skipRest, takeGroup, takeKey } from "./simple-line.ts";

/** A comment behind white space, or nothing; then the line break. */
const end = /(?: +#.*| *)\n/y;
const plain = /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:#]+|:(?=[^ \n])|(?<=[^ ])#)*/y;
const plainInside =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:#,[\]{}]+|:(?=[^ \n,[\]{}])|(?<=[^ ])#)*/y;
const singleQuoted = /'((?:[^'\n]|''|\n +(?=[^ \n]))*)'/y;
const doubleQuoted = /("(?:[^"\\\n]|\\(?:[\\"/bfnrt]|u[\da-fA-F]{4})|\n +(?=[^ \n]))*")/y;
const lineBreak = / *\n +/g;
const spaces = / */y;

/** The value that begins here and ends with its line, or goes on below as plain text; steps behind it. */
export function readFlow(line: Line): Data | undefined {
  const isText = skipRest(plainStart, line);
  const value = isText ? readText(line) : readInside(line);
  return value !== undefined && skipRest(end, line) ? value : undefined;
}

const plainStart = new RegExp(`(?=${plain.source})`, "y");

/** Lines of plain text that are indented further than what they belong to; they are words of one. */
function readText(line: Line): Data | undefined {
  let text = takePlain(plain, line) as string;
  for (let rest = continuation(line); rest !== undefined; rest = continuation(line)) {
    line.at += rest[0].length;
    const more = takePlain(anyPlain, line);
    if (more === undefined) return undefined;
    text += ` ${more}`;
  }
  return plainValue(text);
}

/** The end of the line and the indentation of the next one, when it goes on with the text of this one. */
function continuation(line: Line): RegExpExecArray | undefined {
  const found = matchAt(indentedBelow, line);
  return found !== undefined && (found[1] as string).length > line.column ? found : undefined;
}

const indentedBelow = / *\n( +)(?=[^ \n#])/y;
/** Where text goes on, what begins it means nothing, but for signs before a space. */
const anyPlain = /(?![-?:] )(?:[^\n:#]|:(?=[^ \n]))(?:[^\n:#]+|:(?=[^ \n])|(?<=[^ ])#)*/y;

function takePlain(pattern: RegExp, line: Line): string | undefined {
  const text = matchAt(pattern, line)?.[0].replace(trailing, "");
  line.at += text?.length ?? 0;
  return text;
}

const trailing = / +$/;

function readInside(line: Line): Data | undefined {
  const sign = line.text.charAt(line.at);
  if (sign === "[") return readItems(line);
  if (sign === "{") return readEntries(line);
  if (sign === "'")
    return takeGroup(singleQuoted, line)?.replaceAll("''", "'").replace(lineBreak, " ");
  if (sign === '"') return readDoubleQuoted(line);
  const text = takePlain(plainInside, line);
  return text === undefined ? undefined : plainValue(text);
}

/** The escapes that the pattern lets through mean the same in JSON. */
function readDoubleQuoted(line: Line): string | undefined {
  const text = takeGroup(doubleQuoted, line)?.replace(lineBreak, " ");
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
  return items;
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
  skipRest(spaces, line);
}

/** Steps over a sign and the spaces around it, if it is the next one. */
function takesSign(line: Line, sign: string): boolean {
  skipRest(spaces, line);
  if (line.text.charAt(line.at) !== sign) return false;
  line.at++;
  if (sign === ",") skipRest(spaces, line);
  return true;
}
