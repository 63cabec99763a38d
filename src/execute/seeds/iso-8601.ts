/** Moments in ISO 8601, in every form that Python's isodate reads: calendar, week and ordinal dates, reduced accuracy. */
import { isoDate } from "./values.ts";

const datePatterns = [
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$/,
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/,
  /^(?<year>\d{4})-W(?<week>\d\d)-(?<day>\d)$/,
  /^(?<year>\d{4})W(?<week>\d\d)(?<day>\d)$/,
  /^(?<year>\d{4})-?(?<ordinal>\d{3})$/,
  /^(?<year>\d{4})-?W(?<week>\d\d)$/,
  /^(?<year>\d{4})-?(?<month>\d\d)$/,
  /^(?<year>\d{4})$/,
  /^(?<century>\d\d)$/,
];
const zone = "(?<zone>Z|[+-]\\d\\d(?::?\\d\\d)?)?$";
const timePatterns = [
  "^T?(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d(?:[,.]\\d+)?)",
  "^T?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d(?:[,.]\\d+)?)",
  "^T?(?<hour>\\d\\d):(?<minute>\\d\\d(?:[,.]\\d+)?)",
  "^T?(?<hour>\\d\\d)(?<minute>\\d\\d(?:[,.]\\d+)?)",
  "^T?(?<hour>\\d\\d(?:[,.]\\d+)?)",
].map((pattern) => new RegExp(pattern + zone));

type Parts = Readonly<Record<string, string | undefined>>;

/**
 * Reads `2026-01-31T23:59:59.5+01:00` and its kin.
 * @returns `2026-01-31 23:59:59.500000+01:00`, or undefined when the text is no such moment
 */
export function isoDateTimeIn(stripped: string): string | undefined {
  const halves = stripped.split("T");
  if (halves.length !== 2) return undefined;
  const day = firstMatch(datePatterns, halves[0] ?? "", dayOf);
  const time = day && firstMatch(timePatterns, halves[1] ?? "", timeOf);
  return time && `${day} ${time}`;
}

function firstMatch(
  patterns: readonly RegExp[],
  text: string,
  read: (parts: Parts) => string | undefined,
): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return read(found.groups ?? {});
  }
  return undefined;
}

function dayOf(parts: Parts): string | undefined {
  if (parts.century !== undefined) return isoDate(Number(parts.century) * 100 + 1, 1, 1);
  const year = Number(parts.year);
  if (year < 1) return undefined;
  if (parts.week !== undefined) return dayOfWeek(year, Number(parts.week), Number(parts.day ?? 1));
  if (parts.ordinal !== undefined) return daysAfterNewYear(year, Number(parts.ordinal) - 1);
  return isoDate(year, Number(parts.month ?? 1) || 1, Number(parts.day ?? 1));
}

/** Counts from the Monday of the week that holds 1 January, as isodate does. */
function dayOfWeek(year: number, week: number, day: number): string | undefined {
  const weekday = new Date(newYear(year)).getUTCDay() || 7;
  const first = weekday <= 4 ? week - 1 : week;
  return daysAfterNewYear(year, first * 7 - weekday + (day || 1));
}

function newYear(year: number): number {
  const date = new Date(0);
  return date.setUTCFullYear(year, 0, 1);
}

function daysAfterNewYear(year: number, days: number): string | undefined {
  const date = new Date(newYear(year) + days * 86_400_000);
  return isoDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

function timeOf(parts: Parts): string | undefined {
  const microseconds = microsecondsOf(parts);
  const hour = Math.trunc(decimal(parts.hour));
  const minute = Math.trunc(decimal(parts.minute ?? "0"));
  const second = Math.trunc(decimal(parts.second ?? "0"));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return clock(microseconds) + offset(parts.zone);
}

const decimal = (text: string | undefined): number => Number((text ?? "0").replace(",", "."));

/** Since midnight. Fractions below a microsecond are cut off. */
function microsecondsOf(parts: Parts): number {
  if (parts.second !== undefined) {
    const [whole = "0", fraction = ""] = parts.second.split(/[,.]/);
    return (
      (Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(whole)) * 1e6 +
      Number(fraction.slice(0, 6).padEnd(6, "0"))
    );
  }
  if (parts.minute !== undefined)
    return Math.floor(Number(parts.hour) * 3600e6 + decimal(parts.minute) * 60e6 + 1e-6);
  return Math.floor(decimal(parts.hour) * 3600e6 + 1e-6);
}

function clock(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1e6);
  const rest = microseconds % 1e6;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return rest === 0 ? text : `${text}.${String(rest).padStart(6, "0")}`;
}

function offset(text: string | undefined): string {
  if (text === undefined) return "";
  if (text === "Z") return "+00:00";
  return `${text.slice(0, 3)}:${text.slice(3).replace(":", "") || "00"}`;
}
