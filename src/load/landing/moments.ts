/** Reads dates and times of ISO 8601 as databases count them: days, and microseconds. Years 1 to 9999. */

const dayMs = 86_400_000;
export const dayMicros = 86_400_000_000;

/** Microseconds since 1970 in UTC; a time without a zone is one in UTC. Finer fractions are cut off. */
export function readTimestamp(text: string): number | bigint | undefined {
  const day = readDay(text);
  if (day === undefined) return undefined;
  if (text.length === 10) return microsOf(day, 0);
  const separator = text.charCodeAt(10);
  if (separator !== 84 && separator !== 32 && separator !== 116) return undefined;
  const end = zoneStart(text);
  const time = readTime(text.slice(11, end));
  const zone = readZone(text.slice(end));
  if (time === undefined || zone === undefined) return undefined;
  const micros = microsOf(day, time - zone * 60_000_000);
  return inRange(micros) ? micros : undefined;
}

/** Where the zone begins, or the text ends. */
function zoneStart(text: string): number {
  for (let index = text.length - 1; index > 15; index--) {
    const code = text.charCodeAt(index);
    if (code === 90 || code === 122 || code === 43 || code === 45) return index;
  }
  return text.length;
}

/** Days since 1970 of a text that begins with a date. */
function readDay(text: string): number | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const year = readDigits(text, 0, 4);
  const month = readDigits(text, 5, 2);
  const day = readDigits(text, 8, 2);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)))
    return undefined;
  // Date.UTC takes years below 100 for those after 1900, which 400 years more, a full cycle, avoid.
  return (Date.UTC(year + 400, month - 1, day) - cycleMs) / dayMs;
}

const cycleMs = 146_097 * dayMs;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysOf = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    ? 29
    : monthDays[month - 1]!;

/** NaN where there is something else than digits. */
function readDigits(text: string, from: number, count: number): number {
  let number = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** Days since 1970 of `2026-11-21`. */
export const readDate = (text: string): number | undefined =>
  text.length === 10 ? readDay(text) : undefined;

/** Microseconds of the day of `10:00`, `10:00:00` or `10:00:00.123456`. */
export function readTime(text: string): number | undefined {
  const { length } = text;
  if (text.charCodeAt(2) !== 58) return undefined;
  const hours = readDigits(text, 0, 2);
  const minutes = readDigits(text, 3, 2);
  const seconds =
    length === 5 ? 0 : text.charCodeAt(5) === 58 ? readDigits(text, 6, 2) : Number.NaN;
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return undefined;
  const whole = (hours * 3600 + minutes * 60 + seconds) * 1_000_000;
  if (length === 5 || length === 8) return whole;
  const fraction = readFraction(text);
  return fraction === undefined ? undefined : whole + fraction;
}

/** Microseconds of `.123456789`, which begins at the ninth character. */
function readFraction(text: string): number | undefined {
  const point = text.charCodeAt(8);
  const digits = text.length - 9;
  if ((point !== 46 && point !== 44) || digits < 1 || digits > 12) return undefined;
  const fraction = readDigits(text, 9, digits);
  if (Number.isNaN(fraction)) return undefined;
  return digits <= 6 ? fraction * 10 ** (6 - digits) : Math.floor(fraction / 10 ** (digits - 6));
}

/** Minutes east of Greenwich. */
function readZone(text: string): number | undefined {
  if (text === "" || text === "Z" || text === "z") return 0;
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 15 || Number(minutes) > 59) return undefined;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -offset : offset;
}

function microsOf(day: number, rest: number): number | bigint {
  const micros = day * dayMicros + rest;
  return Number.isSafeInteger(micros) ? micros : BigInt(day) * BigInt(dayMicros) + BigInt(rest);
}

const firstMicros = -62_135_596_800_000_000n;
const lastMicros = 253_402_300_799_999_999n;

/** Numbers that are exact lie within 285 years of 1970. */
const inRange = (micros: number | bigint): boolean =>
  typeof micros === "number" || (micros >= firstMicros && micros <= lastMicros);

/** Microseconds since 1970 of whole milliseconds since 1970. */
export function fromMilliseconds(milliseconds: number): number | bigint | undefined {
  if (!Number.isSafeInteger(milliseconds)) return undefined;
  const micros = milliseconds * 1000;
  if (Number.isSafeInteger(micros)) return micros;
  const exact = BigInt(milliseconds) * 1000n;
  return inRange(exact) ? exact : undefined;
}
