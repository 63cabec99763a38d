/** PyYAML's `safe_dump` in block style, 80 columns wide: what templates know as `toyaml`. */
import {
  Dict,
  Float,
  PyError,
  PySet,
  str,
  Tuple,
  typeName,
  type Value,
} from "../../../jinja/index.ts";
import { PyDate } from "../python-types/date.ts";
import { PyDateTime } from "../python-types/datetime.ts";
import { plainScalar } from "../yaml/scalars.ts";

const width = 80;

/** @throws PyError ValueError for a value that YAML has no form for */
export function dumpYaml(value: Value, sortKeys: boolean): string {
  if (isCollection(value)) return blockOf(value, 0, sortKeys);
  const text = scalar(value, 0);
  // PyYAML ends a document that is one plain scalar, as the reader could not tell where it stops.
  return /^['"]/.test(text) ? `${text}\n` : `${text}\n...\n`;
}

const isCollection = (value: Value): value is Dict | Tuple | PySet | Value[] =>
  Array.isArray(value) || value instanceof Dict || value instanceof Tuple || value instanceof PySet;

const itemsOf = (value: Value[] | Tuple): readonly Value[] =>
  Array.isArray(value) ? value : value.items;

function blockOf(value: Dict | Tuple | PySet | Value[], indent: number, sortKeys: boolean): string {
  const pad = " ".repeat(indent);
  if (value instanceof PySet) {
    const entries = [...value.values()].map((member): [Value, Value] => [member, null]);
    return `${pad}!!set\n${blockOf(Dict.of(entries), indent, sortKeys)}`;
  }
  if (value instanceof Dict) return mapping(value, indent, sortKeys);
  const items = itemsOf(value);
  if (items.length === 0) return `${pad}[]\n`;
  return items.map((item) => `${pad}- ${nested(item, indent + 2, sortKeys)}`).join("");
}

/** An item after its dash: its own first line joins the dash's line. */
function nested(item: Value, indent: number, sortKeys: boolean): string {
  if (!isCollection(item)) return `${scalar(item, indent)}\n`;
  return blockOf(item, indent, sortKeys).trimStart();
}

function mapping(dict: Dict, indent: number, sortKeys: boolean): string {
  const pad = " ".repeat(indent);
  const entries = [...dict.entries()];
  if (entries.length === 0) return `${pad}{}\n`;
  if (sortKeys) entries.sort(([a], [b]) => (str(a) < str(b) ? -1 : 1));
  return entries
    .map(([key, value]) => {
      const name = `${pad}${scalar(key, indent)}:`;
      if (!isCollection(value)) return `${name} ${scalar(value, indent + 2)}\n`;
      if (isEmpty(value)) return `${name} ${blockOf(value, 0, sortKeys)}`;
      // PyYAML does not indent a list below its key.
      const isList = !(value instanceof Dict || value instanceof PySet);
      return `${name}\n${blockOf(value, isList ? indent : indent + 2, sortKeys)}`;
    })
    .join("");
}

const isEmpty = (value: Dict | Tuple | PySet | Value[]): boolean =>
  value instanceof Dict || value instanceof PySet ? value.size === 0 : itemsOf(value).length === 0;

function scalar(value: Value, indent: number): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" || value instanceof Float) return number(value);
  if (value instanceof PyDate || value instanceof PyDateTime) return value.pyStr();
  if (typeof value === "string") return text(value, indent);
  throw new PyError("ValueError", `cannot represent an object: ${typeName(value)}`);
}

function number(value: number | Float): string {
  const written = str(value);
  const special: Record<string, string> = { nan: ".nan", inf: ".inf", "-inf": "-.inf" };
  // YAML 1.1 wants a dot before the exponent.
  return special[written] ?? written.replace(/^(-?\d+)e/, "$1.0e");
}

function text(value: string, indent: number): string {
  if (/[^\n\x20-\x7e]/.test(value)) {
    return doubleQuoted(value);
  }
  if (isPlain(value)) return folded(value, indent, "\n");
  return `'${folded(value.replaceAll("'", "''").replaceAll("\n", "\n\n"), indent, "\n")}'`;
}

function isPlain(value: string): boolean {
  if (value === "" || value !== value.trim() || value.includes("\n")) return false;
  if (/^(?:[-?:](?:\s|$)|[,[\]{}#&*!|>'"%@`]|---|\.\.\.)/.test(value)) return false;
  if (/: |:$| #/.test(value)) return false;
  try {
    return plainScalar(value) === value;
  } catch {
    return false;
  }
}

/** Breaks long lines at single spaces, where the reader puts the space back. */
function folded(value: string, indent: number, lineBreak: string): string {
  const pad = " ".repeat(Math.max(indent, 2));
  return value
    .split("\n")
    .map((line) => foldLine(line, indent, lineBreak + pad))
    .join(`\n${pad}`)
    .replace(/\n +(?=\n)/g, "\n");
}

function foldLine(line: string, indent: number, lineBreak: string): string {
  let result = "";
  let column = indent;
  for (const part of line.split(/(?<=[^ ]) (?=[^ ])/)) {
    const mustBreak = result !== "" && column > width;
    result += result === "" ? part : mustBreak ? lineBreak + part : ` ${part}`;
    column = mustBreak ? indent + part.length : column + part.length + 1;
  }
  return result;
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\xa0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function doubleQuoted(value: string): string {
  const escaped = value.replace(/["\\]|[^\x20-\x7e]/gu, (character) => {
    const known = escapes[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16).toUpperCase();
    if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
    return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
  });
  return `"${escaped}"`;
}
