/** Gives a plain YAML scalar the value that PyYAML's SafeLoader gives it (YAML 1.1). Knows nothing of documents. */
import type { Data } from "../../../core/data.ts";
import { makeFloat, PyError } from "../../../jinja/index.ts";
import { PyDate } from "../python-types/date.ts";
import { PyDateTime } from "../python-types/datetime.ts";
import { FixedOffset, utc } from "../python-types/timezone.ts";

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...["yes", "true", "on"].flatMap((word) => spellings(word).map((text) => [text, true] as const)),
  ...["no", "false", "off"].flatMap((word) =>
    spellings(word).map((text) => [text, false] as const),
  ),
  ...spellings("null").map((text) => [text, null] as const),
  ["~", null],
  ["", null],
]);

function spellings(word: string): string[] {
  return [word, `${word[0]?.toUpperCase()}${word.slice(1)}`, word.toUpperCase()];
}

const integer =
  /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const day = /^(\d{4})-(\d\d)-(\d\d)$/;
const moment =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** Can a scalar that starts so be anything but text? By its first character: quick, as most are text. */
export function mayBeTyped(text: string): boolean {
  const first = text.charCodeAt(0);
  // Digits, "+", "-" and "."; then the first letters of the words above.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return true;
  return text.length <= 5 && (words.has(text) || text === "=" || text === "<<");
}

/** @throws PyError for what looks like a date but is none, and for YAML's two words without a meaning here */
export function plainScalar(text: string): Data {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!mayBeTyped(text)) return text;
  if (text === "=" || text === "<<") throw new PyError("ValueError", `"${text}" must be quoted`);
  if (integer.test(text)) return toInteger(text);
  if (float.test(text)) return toFloat(text);
  return toMoment(text) ?? text;
}

export const isWord = (text: string): boolean => words.has(text);

export function toInteger(text: string): number | bigint {
  const clean = text.replaceAll("_", "");
  const negative = clean.startsWith("-");
  const digits = clean.replace(/^[-+]/, "");
  const size = digits.includes(":") ? sexagesimal(digits) : BigInt(radixLiteral(digits));
  const value = negative ? -size : size;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small + 0 : value;
}

function radixLiteral(digits: string): string {
  return /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits;
}

function sexagesimal(digits: string): bigint {
  return digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

export function toFloat(text: string): Data {
  const clean = text.replaceAll("_", "").toLowerCase();
  const sign = clean.startsWith("-") ? -1 : 1;
  const digits = clean.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Number.POSITIVE_INFINITY;
  if (digits === ".nan") return Number.NaN;
  const size = digits.includes(":")
    ? digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
    : Number(digits);
  return makeFloat(sign * size);
}

/** A date or a moment; undefined when the text is neither. */
export function toMoment(text: string): PyDate | PyDateTime | undefined {
  const date = day.exec(text);
  if (date) return PyDate.of(Number(date[1]), Number(date[2]), Number(date[3]));
  const found = moment.exec(text);
  if (!found) return undefined;
  const [
    ,
    year,
    month,
    dayOfMonth,
    hour,
    minute,
    second,
    fraction = "",
    zulu,
    sign,
    hours,
    minutes,
  ] = found;
  const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * 60 * (sign === "-" ? -1 : 1);
  return PyDateTime.of({
    year: Number(year),
    month: Number(month),
    day: Number(dayOfMonth),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.slice(0, 6).padEnd(6, "0")),
    zone: zulu || (sign && offset === 0) ? utc : sign ? new FixedOffset(offset) : null,
  });
}
