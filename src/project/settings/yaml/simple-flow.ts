/** Reads the scalars of simple YAML, and its lists and mappings in brackets, which may go on over several lines. */
import type { Data } from "../../../core/data.ts";
import { compact } from "../compact.ts";
import {
  closing,
  type Line,
  lineEnd,
  plainValue,
  skip,
  startsWith,
  take,
  takeKey,
} from "./simple-line.ts";

const plain = /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:#]+|:(?=[^ \n])|(?<=[^ ])#)*/y;
const plainInside =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[\w.]))(?:[^\n:#,[\]{}]+|:(?=[^ \n,[\]{}])|(?<=[^ ])#)*/y;
const singleQuoted = /'(?:[^'\n]|''|\n(?: *\n)* +(?=[^ \n]))*'/y;
const doubleQuoted =
  /"(?:[^"\\\n]|\\(?:[\\"/bfnrt ]|u[\da-fA-F]{4}|\n +(?=[^ \n]))|\n(?: *\n)* +(?=[^ \n]))*"/y;
const lineBreak = / *\n +/y;
/** In quotes: one, or one with blank lines behind it. */
const lineBreaks = / *\n(?: *\n)* +/g;
const escapesAndBreaks = new RegExp(`\\\\(?:\\n +|.)|${lineBreaks.source}`, "g");
/** In brackets: comments stand behind white space. */
const gaps = / *(?:(?:(?<= )#.*)?\n *)*/y;

/** The value that begins here and ends with its line, or goes on below as plain text; steps behind it. */
export function readFlow(line: Line): Data | undefined {
  const value = startsWith(plain, line) ? readText(line) : readInside(line);
  return value !== undefined && skip(lineEnd, line) ? value : undefined;
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
  const text = takeQuoted(singleQuoted, line)?.slice(1, -1);
  return text?.replace(lineBreaks, (gap) => folded(gap, "\n")).replaceAll("''", "'");
}

/** The escapes that the pattern lets through mean the same in JSON, but for those of a space and of a line break. */
function readDoubleQuoted(line: Line): string | undefined {
  const text = takeQuoted(doubleQuoted, line);
  if (!text?.includes("\\"))
    return text?.replace(lineBreaks, (gap) => folded(gap, "\n")).slice(1, -1);
  const json = text.replace(escapesAndBreaks, (found) => {
    if (!found.startsWith("\\")) return folded(found, "\\n");
    if (found === "\\ ") return " ";
    return found.charAt(1) === "\n" ? "" : found;
  });
  return JSON.parse(json) as string;
}

/** Lines below the first must be indented further than what the text belongs to. */
function takeQuoted(pattern: RegExp, line: Line): string | undefined {
  const text = take(pattern, line);
  return text?.includes("\n") && !isBelow(text, line.column) ? undefined : text;
}

const isBelow = (text: string, column: number): boolean =>
  [...text.matchAll(indentations)].every(([, spaces = ""]) => spaces.length > column);

const indentations = /\n( *)(?=[^ \n])/g;

/** Lines of quoted text become words of one, and blank ones line breaks. */
function folded(gap: string, lineBreak: string): string {
  const breaks = gap.split("\n").length - 1;
  return breaks === 1 ? " " : lineBreak.repeat(breaks - 1);
}

function readItems(line: Line): Data | undefined {
  const items: Data[] = [];
  open(line);
  while (!takesSign(line, "]")) {
    const item = readInside(line);
    if (item === undefined || !endsItem(line, "]")) return undefined;
    items.push(item);
  }
  return compact(items);
}

function readEntries(line: Line): Data | undefined {
  const entries: Record<string, Data> = {};
  open(line);
  while (!takesSign(line, "}")) {
    const name = takeKey(line, entries);
    if (name === undefined || line.text.charAt(line.at - 1) !== " ") return undefined;
    const value = readInside(line);
    if (value === undefined || !endsItem(line, "}")) return undefined;
    entries[name] = value;
  }
  return entries;
}

/** True before a comma, which it steps over, and before the bracket that closes. */
function endsItem(line: Line, bracket: string): boolean {
  if (takesSign(line, ",")) return true;
  return line.text.charAt(line.at) === bracket;
}

/** Steps over a bracket. */
function open(line: Line): void {
  line.at++;
  skipGaps(line);
}

/** Steps over a sign and the gaps around it, if it is the next one. */
function takesSign(line: Line, sign: string): boolean {
  skipGaps(line);
  if (line.text.charAt(line.at) !== sign) return false;
  line.at++;
  if (sign === ",") skipGaps(line);
  return true;
}

/** To the next word or sign. Words are indented further than what the brackets belong to; those that close need not be. */
function skipGaps(line: Line): void {
  const { text, at, column } = line;
  skip(gaps, line);
  const start = text.lastIndexOf("\n", line.at - 1) + 1;
  if (start <= at) return;
  const indentation = line.at - start;
  if (indentation < column || (indentation === column && !startsWith(closing, line))) line.at = at;
}
