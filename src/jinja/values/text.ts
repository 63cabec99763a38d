/** `str()` and `repr()`: how values print, exactly as Python prints them. */
import { floatText } from "./float.ts";
import type { PyObject, Value } from "./value.ts";

/** Python's `str(value)`. */
export function str(value: Value): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Number.isInteger(value) ? String(value) : floatText(value);
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return String(value);
    default:
      if (value === null) return "None";
      if (Array.isArray(value)) return listText(value);
      return value.pyStr ? value.pyStr() : objectText(value);
  }
}

/** Python's `repr(value)`. */
export function repr(value: Value): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return str(value);
  return objectText(value);
}

/** The name of a value's Python class, as in Python's messages. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    default:
      if (value === null) return "NoneType";
      return Array.isArray(value) ? "list" : value.pyType;
  }
}

function objectText(value: PyObject): string {
  if (value.pyRepr) return value.pyRepr();
  if (value.pyStr) return value.pyStr();
  return `<${value.pyModule ? `${value.pyModule}.` : ""}${value.pyType} object>`;
}

function listText(items: readonly Value[]): string {
  let text = "[";
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ", ";
    text += repr(items[index] as Value);
  }
  return `${text}]`;
}

// What Python does not print as it is: controls, separators, unassigned and surrogates; the plain space stays.
const unprintable = /[\p{C}\p{Z}]/u;
const needsEscape = /['\\]|[^\x20-\x7e]/;

function quoted(text: string): string {
  if (!needsEscape.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const char of text) out += char === quote ? `\\${char}` : escapedChar(char);
  return out + quote;
}

function escapedChar(char: string): string {
  switch (char) {
    case "\\":
      return "\\\\";
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
    case " ":
      return " ";
    default:
      return unprintable.test(char) ? codeEscape(char.codePointAt(0) ?? 0) : char;
  }
}

/** The text with everything outside ASCII escaped, as Python's `ascii` prints it. */
export function asciiText(text: string): string {
  return text.replace(/[\u0080-\u{10ffff}]/gu, (char) => codeEscape(char.codePointAt(0) ?? 0));
}

function codeEscape(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
