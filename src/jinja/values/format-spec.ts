/** Python's format mini-language: what may stand after the colon in `{:>10,.2f}`. */

import { isObject, textOf } from "./compare.ts";
import { typeError, valueError } from "./error.ts";
import { asNumber, floatText, isFloat } from "./float.ts";
import { characterOf, formatFloat } from "./format-number.ts";
import { charactersOf } from "./iterate.ts";
import { str, typeName } from "./text.ts";
import type { Value } from "./value.ts";

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  /** `z`: a negative zero loses its sign. */
  readonly unsignsZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const pattern =
  /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/**
 * Python's `format(value, spec)`.
 * @throws PyError ValueError or TypeError as Python raises them
 */
export function formatValue(value: Value, spec: string): string {
  if (spec === "") return str(value);
  const text = textOf(value);
  const number = asNumber(value);
  if (text === undefined && number === undefined) {
    if (isObject(value) && value.pyFormat) return value.pyFormat(spec);
    throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
  }
  const parsed = parseSpec(spec, value);
  if (text !== undefined) return formatText(text, parsed);
  return formatNumber(value, number ?? 0, parsed);
}

function parseSpec(spec: string, value: Value): Spec {
  const match = pattern.exec(spec);
  if (match === null) throw invalidSpec(spec, value);
  const [, fill, align, sign = "", z, alternate, zero, width, grouping = "", precision, type = ""] =
    match;
  return {
    fill: fill ?? (zero !== undefined && align === undefined ? "0" : zero && !fill ? "0" : " "),
    align: align ?? (zero !== undefined ? "=" : ""),
    sign,
    unsignsZero: z !== undefined,
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function invalidSpec(spec: string, value: Value): Error {
  const [, rest = spec] = /^(?:.?[<>=^])?[-+ ]?z?#?0?\d*[,_]?(?:\.\d+)?(.*)$/su.exec(spec) ?? [];
  if (rest.startsWith(".")) return valueError("Format specifier missing precision");
  if (rest.length === 1) return unknownCode(rest, value);
  return valueError(`Invalid format specifier '${spec}' for object of type '${typeName(value)}'`);
}

function unknownCode(code: string, value: Value): Error {
  return valueError(`Unknown format code '${code}' for object of type '${typeName(value)}'`);
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== "" && spec.type !== "s") throw unknownCode(spec.type, "");
  if (spec.sign !== "") throw valueError("Sign not allowed in string format specifier");
  if (spec.unsignsZero) {
    throw valueError("Negative zero coercion (z) not allowed in string format specifier");
  }
  if (spec.alternate) {
    throw valueError("Alternate form (#) not allowed in string format specifier");
  }
  if (spec.align === "=" && spec.fill !== "0") {
    throw valueError("'=' alignment not allowed in string format specifier");
  }
  if (spec.grouping !== "") throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join("");
  return pad(cut, "", spec.align === "=" ? { ...spec, align: "<" } : spec, "<");
}

function formatNumber(value: Value, number: number | bigint, spec: Spec): string {
  if (spec.type === "s") throw unknownCode("s", value);
  const integral = !isFloat(value) && !"eEfFgG%".includes(spec.type || "d");
  if (!integral && spec.type !== "" && !"eEfFgGn%".includes(spec.type)) {
    throw unknownCode(spec.type, value);
  }
  checkGrouping(spec);
  const text = integral ? integerText(number, spec) : floatDigits(Number(number), spec);
  const negative = text.startsWith("-") && !(spec.unsignsZero && /^-[0.e+%]*$/.test(text));
  const unsigned = text.replace(/^-/, "");
  const plus = spec.sign === "-" ? "" : spec.sign;
  const prefix = integral ? basePrefix(spec) : "";
  return pad(grouped(unsigned, spec), (negative ? "-" : plus) + prefix, spec, ">");
}

function checkGrouping({ grouping, type }: Spec): void {
  const allowed = grouping === "_" ? "boxXdeEfFgG%" : "deEfFgG%";
  if (grouping === "" || allowed.includes(type || "d")) return;
  throw valueError(`Cannot specify '${grouping}' with '${type}'.`);
}

function basePrefix({ alternate, type }: Spec): string {
  return alternate && "box".includes(type.toLowerCase() || "d") ? `0${type}` : "";
}

function integerText(number: number | bigint, spec: Spec): string {
  if (spec.precision !== undefined) {
    throw valueError("Precision not allowed in integer format specifier");
  }
  if (spec.unsignsZero) {
    throw valueError("Negative zero coercion (z) not allowed in integer format specifier");
  }
  if (spec.type === "c" && spec.sign !== "") {
    throw valueError("Sign not allowed with integer format specifier 'c'");
  }
  if (spec.type === "c") return characterOf(number);
  const bases: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };
  const text = number.toString(bases[spec.type] ?? 10);
  return spec.type === "X" ? text.toUpperCase() : text;
}

function floatDigits(number: number, spec: Spec): string {
  const { type, precision, alternate } = spec;
  if (type !== "") {
    return formatFloat(number, type === "n" ? "g" : type, precision ?? 6, alternate);
  }
  if (precision === undefined) return floatText(number);
  // Without a type it is like `g`, but keeps one digit after the point, and turns to an exponent one digit earlier.
  const text = formatFloat(number, "g", precision, false);
  if (!/^-?\d+$/.test(text)) return text;
  if (text.replace("-", "").length < precision) return `${text}.0`;
  const exponent = formatFloat(number, "e", Math.max(precision, 1) - 1, false);
  return exponent.replace(/(\.\d*?)0*e/, "$1e").replace(".e", "e");
}

function grouped(text: string, { grouping, type, fill, align, width }: Spec): string {
  if (grouping === "") return text;
  const size = "boxX".includes(type || "d") ? 4 : 3;
  const [, whole = "", rest = ""] = /^([0-9a-fA-F]+)(.*)$/s.exec(text) ?? [];
  if (whole === "") return text;
  let digits = whole;
  const groups = (length: number) => length + Math.floor((length - 1) / size) + rest.length;
  if (fill === "0" && align === "=") while (groups(digits.length) < width) digits = `0${digits}`;
  const start = digits.length % size || size;
  let out = digits.slice(0, start);
  for (let at = start; at < digits.length; at += size)
    out += grouping + digits.slice(at, at + size);
  return out + rest;
}

function pad(text: string, prefix: string, spec: Spec, byDefault: string): string {
  const missing = spec.width - charactersOf(text).length - prefix.length;
  if (missing <= 0) return prefix + text;
  switch (spec.align || byDefault) {
    case "<":
      return prefix + text + spec.fill.repeat(missing);
    case "^": {
      const left = Math.floor(missing / 2);
      return spec.fill.repeat(left) + prefix + text + spec.fill.repeat(missing - left);
    }
    case "=":
      return prefix + spec.fill.repeat(missing) + text;
    default:
      return spec.fill.repeat(missing) + prefix + text;
  }
}
