/** The filters that make and round numbers. */
import { hashKey, isObject, isTrue, textOf } from "../values/compare.ts";
import { PyError, typeError } from "../values/error.ts";
import { asNumber, Float, isFloat, isInt, makeFloat, makeInt, wholeOf } from "../values/float.ts";
import { formatFloat, roundedTo } from "../values/format-number.ts";
import { binary } from "../values/operators.ts";
import { typeName } from "../values/text.ts";
import { Undefined } from "../values/undefined.ts";
import { pyNumberOf, type Value } from "../values/value.ts";
import { builtin, type Filter, filter, filterArgumentError } from "./filter.ts";

const abs = builtin("abs", (value) => {
  if (value instanceof Undefined) {
    throw typeError("bad operand type for abs(): 'Undefined'");
  }
  const own = pyNumberOf(value);
  if (own) return own.absolute();
  if (isObject(value) && value.pyUnary) return value.pyUnary("abs");
  const number = asNumber(value);
  if (number === undefined) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
  if (typeof number === "bigint") return number < 0n ? makeInt(-number) : number;
  return isFloat(value) ? makeFloat(Math.abs(number)) : Math.abs(number);
});

const digitsOf: Readonly<Record<string, string>> = { "0b": "2", "0o": "8", "0x": "16" };

/** Python's `int(text, base)`; undefined when the text is no such number. */
export function readInt(text: string, base: number): Value | undefined {
  if (base < 0 || base === 1 || base > 36) return undefined;
  const match = /^([+-]?)(0[bBoOxX](?=_?[0-9a-zA-Z]))?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const [, sign = "", prefix = "", digits = ""] = match;
  const prefixBase = Number(digitsOf[prefix.toLowerCase()] ?? 0);
  const usesPrefix = prefix !== "" && (base === 0 || base === prefixBase);
  const radix = base === 0 ? prefixBase || 10 : base;
  const all = (usesPrefix ? digits : prefix + digits).replaceAll("_", "").toLowerCase();
  let value = 0n;
  for (const char of all) {
    const digit = Number.parseInt(char, 36);
    if (Number.isNaN(digit) || digit >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(digit);
  }
  return makeInt(sign === "-" ? -value : value);
}

/** Python's `float(text)`; undefined when the text is no number. */
export function readFloat(text: string): number | undefined {
  const bare = text.trim();
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(bare);
  if (special) {
    const size = special[2]?.toLowerCase() === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === "-" ? -size : size;
  }
  const digits = "\\d(?:_?\\d)*";
  const pattern = new RegExp(
    `^[+-]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:e[+-]?${digits})?$`,
    "i",
  );
  return pattern.test(bare) ? Number(bare.replaceAll("_", "")) : undefined;
}

const int = filter("do_int", ["default?", "base?"], (value, [fallback = 0, base = 10]) => {
  if (value instanceof Undefined) throw value.error();
  const text = textOf(value);
  if (text !== undefined) {
    const whole = readInt(text, Number(asNumber(base) ?? 10));
    if (whole !== undefined) return whole;
    const float = readFloat(text);
    return float === undefined || !Number.isFinite(float) ? fallback : truncated(float);
  }
  const own = pyNumberOf(value);
  if (own) return makeInt(own.int());
  const number = asNumber(value);
  if (number === undefined) return fallback;
  if (typeof number === "bigint") return number;
  if (Number.isNaN(number)) return fallback;
  return truncated(number);
});

function truncated(number: number): Value {
  const whole = Math.trunc(number) + 0;
  return Number.isSafeInteger(whole) ? whole : makeInt(wholeOf(whole));
}

const float = filter("do_float", ["default?"], (value, [fallback = new Float(0)]) => {
  if (value instanceof Undefined) throw value.error();
  const text = textOf(value);
  const number = text === undefined ? realNumber(value) : readFloat(text);
  return number === undefined ? fallback : makeFloat(Number(number));
});

const round = filter(
  "do_round",
  ["precision?", "method?"],
  (value, [precision = 0, method = "common"]) => {
    hashKey(method);
    if (method !== "common" && method !== "ceil" && method !== "floor") {
      throw filterArgumentError("method must be common, ceil or floor");
    }
    if (method === "common") return roundValue(value, precision);
    const scale = binary("**", 10, precision);
    const scaled = binary("*", value, scale);
    const number = realNumber(scaled);
    if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
    const whole =
      typeof number === "bigint" || isInt(scaled) ? number : truncated(Math[method](number));
    return binary("/", whole, scale);
  },
);

const realNumber = (value: Value): number | bigint | undefined =>
  pyNumberOf(value)?.float() ?? asNumber(value);

/** @throws PyError TypeError when Python cannot round the value */
function roundValue(value: Value, precision: Value): Value {
  if (value instanceof Undefined) throw typeError("type Undefined doesn't define __round__ method");
  const own = pyNumberOf(value);
  if (own) return own.round(precision === null ? undefined : Number(asNumber(precision) ?? 0));
  const number = asNumber(value);
  if (number === undefined) {
    throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  }
  if (precision === null) return roundValue(roundedWhole(number), 0);
  if (!isInt(precision) && typeof precision !== "boolean") {
    throw typeError(`'${typeName(precision)}' object cannot be interpreted as an integer`);
  }
  const digits = Number(precision);
  if (isFloat(value)) return makeFloat(roundFloat(Number(number), digits));
  return digits >= 0 ? makeInt(BigInt(number)) : roundInt(BigInt(number), -digits);
}

const roundedWhole = (number: number | bigint): Value =>
  typeof number === "bigint" ? number : truncated(roundFloat(number, 0));

function roundFloat(number: number, digits: number): number {
  if (!Number.isFinite(number)) return number;
  if (digits >= 0) return roundedTo(number, digits);
  const scale = 10 ** -digits;
  return roundedTo(number / scale, 0) * scale;
}

function roundInt(value: bigint, zeros: number): Value {
  const scale = 10n ** BigInt(zeros);
  const half = scale / 2n;
  const rest = ((value % scale) + scale) % scale;
  const lower = value - rest;
  const odd = (lower / scale) % 2n !== 0n;
  return makeInt(rest > half || (rest === half && odd) ? lower + scale : lower);
}

const filesizeformat = filter("do_filesizeformat", ["binary?"], (value, [binaryUnits = false]) => {
  const text = textOf(value);
  const number = text === undefined ? realNumber(value) : readFloat(text);
  if (value instanceof Undefined) throw value.error();
  if (number === undefined) {
    if (text !== undefined)
      throw new PyError("ValueError", `could not convert string to float: '${text}'`);
    throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
  }
  return sizeText(Number(number), isTrue(binaryUnits));
});

function sizeText(bytes: number, binaryUnits: boolean): string {
  const base = binaryUnits ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${wholeOf(bytes)} Bytes`;
  const letters = [...(binaryUnits ? "KMGTPEZY" : "kMGTPEZY")];
  const suffix = binaryUnits ? "iB" : "B";
  const index = letters.findIndex((_, power) => bytes < base ** (power + 2));
  const power = index < 0 ? letters.length - 1 : index;
  const size = formatFloat((base * bytes) / base ** (power + 2), "f", 1, false);
  return `${size} ${letters[power]}${suffix}`;
}

export const numberFilters: ReadonlyMap<string, Filter> = new Map([
  ["abs", abs],
  ["int", int],
  ["float", float],
  ["round", round],
  ["filesizeformat", filesizeformat],
]);
