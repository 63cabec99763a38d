/** Python's `text % values`. */

import { isObject, textOf } from "./compare.ts";
import { PyError, typeError, valueError } from "./error.ts";
import { asNumber, isFloat, isInt, wholeOf } from "./float.ts";
import { characterOf, formatFloat } from "./format-number.ts";
import { charactersOf } from "./iterate.ts";
import { Range } from "./range.ts";
import { asciiText, repr, typeName } from "./text.ts";
import { Tuple } from "./tuple.ts";
import { Undefined } from "./undefined.ts";
import { type PyObject, pyNumberOf, type Value } from "./value.ts";

interface Directive {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly type: string;
}

interface Source {
  readonly values: Value;
  readonly items: readonly Value[];
  used: number;
  mapped: boolean;
}

const directive = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?/y;

/**
 * @param toText how `%s` prints a value
 * @throws PyError TypeError, ValueError or KeyError as Python raises them
 */
export function percentFormat(
  format: string,
  values: Value,
  toText: (value: Value) => string,
): string {
  const items = values instanceof Tuple ? values.items : [values];
  const source: Source = { values, items, used: 0, mapped: false };
  let out = "";
  let index = 0;
  for (;;) {
    const percent = format.indexOf("%", index);
    if (percent < 0) break;
    out += format.slice(index, percent);
    const { text, end } = readDirective(format, percent, source, toText);
    out += text;
    index = end;
  }
  if (source.used < items.length && !source.mapped && !acceptsUnused(values)) {
    throw typeError("not all arguments converted during string formatting");
  }
  return out + format.slice(index);
}

// A mapping as the only value may go unused, as may a list or any other object with items.
function acceptsUnused(values: Value): boolean {
  if (values instanceof Tuple || textOf(values) !== undefined) return false;
  if (Array.isArray(values) || values instanceof Range || values instanceof Undefined) return true;
  return isObject(values) && values.pyGetItem !== undefined;
}

function readDirective(
  format: string,
  percent: number,
  source: Source,
  toText: (value: Value) => string,
): { readonly text: string; readonly end: number } {
  directive.lastIndex = percent;
  const match = directive.exec(format);
  const end = percent + (match?.[0].length ?? 1);
  const type = format.charAt(end);
  if (type === "(" && end === percent + 1) throw incompleteKey(source);
  if (type === "") throw valueError("incomplete format");
  if (type === "%" && end === percent + 1) return { text: "%", end: end + 1 };
  const key = match?.[1];
  const mapped = key === undefined ? undefined : mappedValue(source, key);
  const parsed: Directive = { ...sizesOf(match ?? [], source), type };
  const value = mapped === undefined ? nextValue(source) : mapped;
  if ("diouxXeEfFgGcrsa".includes(type)) {
    return { text: pad(convert(value, parsed, toText), parsed), end: end + type.length };
  }
  throw unsupportedType(type, charactersOf(format.slice(0, end)).length);
}

function sizesOf(match: readonly (string | undefined)[], source: Source): Omit<Directive, "type"> {
  const [whole = "", , flags = "", width, precision] = match;
  const size = numberOrNext(width, "ssize_t", source);
  const digits = whole.includes(".") ? (numberOrNext(precision, "int", source) ?? 0) : undefined;
  return {
    // A width that is handed in may be negative, which puts the text to the left.
    flags: size !== undefined && size < 0 ? `${flags}-` : flags,
    width: size && Math.abs(size),
    precision: digits && Math.max(0, digits),
  };
}

function incompleteKey({ values }: Source): PyError {
  return isMapping(values) ? valueError("incomplete format key") : typeError(notMapping);
}

function unsupportedType(type: string, at: number): PyError {
  const code = type.charCodeAt(0).toString(16);
  return valueError(`unsupported format character '${type}' (0x${code}) at index ${at}`);
}

function numberOrNext(text: string | undefined, ctype: string, source: Source): number | undefined {
  if (text === undefined) return undefined;
  if (text !== "*") return Number(text);
  const value = nextValue(source);
  const number = isFloat(value) ? undefined : asNumber(value);
  if (number === undefined) throw typeError("* wants int");
  if (typeof number === "number") return number;
  throw new PyError("OverflowError", `Python int too large to convert to C ${ctype}`);
}

const notMapping = "format requires a mapping";

function isMapping(values: Value): values is PyObject & Required<Pick<PyObject, "pyGetItem">> {
  if (!isObject(values) || values instanceof Tuple) return false;
  return values.pyGetItem !== undefined && textOf(values) === undefined;
}

function mappedValue(source: Source, key: string): Value {
  const { values } = source;
  if (values instanceof Undefined) throw values.error();
  if (!isMapping(values)) throw typeError(notMapping);
  source.mapped = true;
  const value = values.pyGetItem(key);
  if (value === undefined) throw new PyError("KeyError", repr(key));
  return value;
}

function nextValue(source: Source): Value {
  // Who asks for a key has no values in order any more.
  const value = source.mapped ? undefined : source.items[source.used++];
  if (value === undefined) throw typeError("not enough arguments for format string");
  return value;
}

function convert(
  value: Value,
  { type, flags, precision }: Directive,
  toText: (value: Value) => string,
): string {
  switch (type) {
    case "s":
      return cut(toText(value), precision);
    case "r":
      return cut(repr(value), precision);
    case "a":
      return cut(asciiText(repr(value)), precision);
    case "c":
      return character(value);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G": {
      if (value instanceof Undefined) throw value.error();
      const number = pyNumberOf(value)?.float() ?? asNumber(value);
      if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
      return signed(formatFloat(Number(number), type, precision ?? 6, flags.includes("#")), flags);
    }
    default:
      return signed(integerText(value, type, precision, flags.includes("#")), flags);
  }
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : [...text].slice(0, precision).join("");
}

function character(value: Value): string {
  const text = textOf(value);
  if (text !== undefined && charactersOf(text).length === 1) return text;
  if (isInt(value) || typeof value === "boolean") return characterOf(Number(value));
  throw typeError("%c requires int or char");
}

const bases: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16 };

function integerText(
  value: Value,
  type: string,
  precision: number | undefined,
  alternate: boolean,
): string {
  const base = bases[type] ?? 10;
  const whole = wholeNumber(value, type, base);
  const prefix = alternate && base !== 10 ? `0${type}` : "";
  const digits = (whole < 0n ? -whole : whole).toString(base).padStart(precision ?? 0, "0");
  const text = prefix + (type === "X" ? digits.toUpperCase() : digits);
  return whole < 0n ? `-${text}` : text;
}

function wholeNumber(value: Value, type: string, base: number): bigint {
  if (base === 10 && value instanceof Undefined) throw value.error();
  const own = base === 10 ? pyNumberOf(value)?.int() : undefined;
  const number = own ?? (base !== 10 && isFloat(value) ? undefined : asNumber(value));
  if (number === undefined) {
    const needed = base === 10 ? "a real number" : "an integer";
    throw typeError(`%${type} format: ${needed} is required, not ${typeName(value)}`);
  }
  return typeof number === "bigint" ? number : wholeOf(number);
}

function signed(text: string, flags: string): string {
  if (text.startsWith("-")) return text;
  if (flags.includes("+")) return `+${text}`;
  return flags.includes(" ") ? ` ${text}` : text;
}

function pad(text: string, { flags, width, type }: Directive): string {
  const missing = (width ?? 0) - charactersOf(text).length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0") || "csra".includes(type)) return " ".repeat(missing) + text;
  const [, sign = "", digits = ""] = /^([-+ ]?(?:0[xXo])?)(.*)$/s.exec(text) ?? [];
  return sign + "0".repeat(missing) + digits;
}
