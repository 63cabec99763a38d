/** What agate takes a seed's text for: one test per type. Decides nothing about columns. */

/** Python's `str.strip()`: its idea of white space has the separators that JavaScript's lacks, and no byte order mark. */
const pythonSpace = "[\\s\\u001c-\\u001f\\u0085]";
const outerSpace = new RegExp(`^${pythonSpace}+|${pythonSpace}+$`, "g");
const mayHaveSpace = new RegExp(`^${pythonSpace}|${pythonSpace}$`);

/** The text without white space around it. */
export const strip = (text: string): string =>
  mayHaveSpace.test(text) ? text.replace(outerSpace, "") : text;

/** Empty cells and `null` in any case hold no value. Expects stripped text. */
export const isNullText = (text: string): boolean =>
  text === "" || (text.length === 4 && text.toLowerCase() === "null");

/** The commonest way to write numbers. */
export const plainNumber = /^-?\d+(?:\.\d+)?$/;
const decimal = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan\d*)$/i;
const currencies = [
  "\u060b",
  "$",
  "\u0192",
  "\u17db",
  "\u00a5",
  "\u20a1",
  "\u20b1",
  "\u00a3",
  "\u20ac",
  "\u00a2",
  "\ufdfc",
  "\u20aa",
  "\u20a9",
  "\u20ad",
  "\u20ae",
  "\u20a6",
  "\u0e3f",
  "\u20a4",
  "\u20ab",
];
const mayHaveCurrency = new RegExp(`[${currencies.join("")}]`);

/**
 * The number that agate reads, as decimal text: per cent signs, currency signs and thousands' commas are dropped.
 * @returns undefined when it reads none
 */
export function numberIn(stripped: string): string | undefined {
  if (plainNumber.test(stripped)) return stripped;
  let text = stripEnds(stripped, "%");
  const negative = text.startsWith("-");
  if (negative) text = text.slice(1);
  if (mayHaveCurrency.test(text)) for (const sign of currencies) text = stripEnds(text, sign);
  text = strip(text.replaceAll(",", "")).replaceAll("_", "");
  if (!decimal.test(text)) return undefined;
  return negative ? negate(text) : text;
}

const negate = (text: string): string => {
  if (text.startsWith("-")) return text.slice(1);
  return `-${text.startsWith("+") ? text.slice(1) : text}`;
};

function stripEnds(text: string, character: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === character) start += 1;
  while (end > start && text[end - 1] === character) end -= 1;
  return text.slice(start, end);
}

const date = /^(\d{4})-(1[0-2]|0[1-9]|[1-9])-(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])$/;

/** `2026-01-31`, also without leading zeros. */
export function dateIn(stripped: string): string | undefined {
  const found = date.exec(stripped);
  return found === null ? undefined : isoDate(Number(found[1]), Number(found[2]), Number(found[3]));
}

const dateTime =
  /^(\d{4})-(1[0-2]|0[1-9]|[1-9])-(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])\s+(2[0-3]|[01]\d|\d):([0-5]\d|\d):([0-5]\d|\d)$/;

/** `2026-01-31 23:59:59`. */
export function dateTimeIn(stripped: string): string | undefined {
  const found = dateTime.exec(stripped);
  if (found === null) return undefined;
  const day = isoDate(Number(found[1]), Number(found[2]), Number(found[3]));
  return (
    day &&
    `${day} ${[found[4], found[5], found[6]].map((part) => part?.padStart(2, "0")).join(":")}`
  );
}

/** The ISO form of a day, or undefined where the calendar has no such day. */
export function isoDate(year: number, month: number, day: number): string | undefined {
  const lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (year < 1 || day < 1 || day > (lengths[month - 1] ?? 0)) return undefined;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const pad = (number: number, length: number): string => String(number).padStart(length, "0");

/** `true` and `false` in any case, with commas anywhere; null where only commas or `null` are left. */
export function booleanIn(stripped: string): boolean | null | undefined {
  const text = strip(stripped.replaceAll(",", ""));
  if (isNullText(text)) return null;
  const lower = text.toLowerCase();
  if (lower === "true") return true;
  return lower === "false" ? false : undefined;
}
