/** Python's `strptime` and `fromisoformat`: text to the parts of a moment. */
import { PyError } from "../../../jinja/index.ts";
import { fromOrdinal, toOrdinal } from "./calendar.ts";
import { monthNames, ordinalOfIsoWeek, ordinalOfWeek, weekdayNames } from "./format.ts";

export interface ParsedMoment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of UTC; undefined when the text has none. */
  readonly offset: number | undefined;
  readonly zoneName: string | undefined;
}

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const oneOf = (names: readonly string[]): string => `(${names.join("|")})`;

const patterns: Readonly<Record<string, string>> = {
  d: "(3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9])",
  f: "(\\d{1,6})",
  H: "(2[0-3]|[0-1]\\d|\\d)",
  I: "(1[0-2]|0[1-9]|[1-9]| [1-9])",
  G: "(\\d\\d\\d\\d)",
  j: "(36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])",
  m: "(1[0-2]|0[1-9]|[1-9])",
  M: "([0-5]\\d|\\d)",
  S: "(6[0-1]|[0-5]\\d|\\d)",
  U: "(5[0-3]|[0-4]\\d|\\d)",
  w: "([0-6])",
  W: "(5[0-3]|[0-4]\\d|\\d)",
  u: "([1-7])",
  V: "(5[0-3]|0[1-9]|[1-4]\\d|\\d)",
  y: "(\\d\\d)",
  Y: "(\\d\\d\\d\\d)",
  z: "([+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|[Zz])",
  Z: "(utc|gmt|[a-z]{3,5})?",
  p: "(am|pm)",
  a: oneOf(short(weekdayNames)),
  A: oneOf(weekdayNames),
  b: oneOf(short(monthNames)),
  B: oneOf(monthNames),
};

const composed: Readonly<Record<string, string>> = {
  c: "%a %b %d %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

/** @throws PyError ValueError when the text does not follow the format */
export function strptime(text: string, format: string): ParsedMoment {
  const names: string[] = [];
  const expanded = format.replace(/%([cDFRTxX])/g, (_, name: string) => composed[name] ?? "");
  const source = expanded.replace(
    /%(.)|(\s+)|([\\^$.|?*+()[\]{}])/g,
    (whole, name: string | undefined, space: string | undefined, special: string | undefined) => {
      if (space !== undefined) return "\\s+";
      if (special !== undefined) return `\\${special}`;
      if (name === "%") return "%";
      const pattern = patterns[name ?? ""];
      if (pattern === undefined) {
        throw new PyError(
          "ValueError",
          `'${whole.slice(1)}' is a bad directive in format '${format}'`,
        );
      }
      names.push(name ?? "");
      return pattern;
    },
  );
  const found = new RegExp(`^${source}`, "i").exec(text);
  if (found === null) {
    throw new PyError("ValueError", `time data '${text}' does not match format '${format}'`);
  }
  if (found[0].length !== text.length) {
    throw new PyError("ValueError", `unconverted data remains: ${text.slice(found[0].length)}`);
  }
  return assemble(new Map(names.map((name, index) => [name, found[index + 1] ?? ""])));
}

function assemble(parts: ReadonlyMap<string, string>): ParsedMoment {
  const number = (name: string): number | undefined =>
    parts.has(name) ? Number(parts.get(name)) : undefined;
  const date = dateOf(parts, number);
  const offset = parts.get("z");
  return {
    ...date,
    hour: number("H") ?? twelveHour(number("I"), parts.get("p")) ?? 0,
    minute: number("M") ?? 0,
    second: number("S") ?? 0,
    microsecond: Number((parts.get("f") ?? "0").padEnd(6, "0")),
    offset: offset === undefined ? undefined : offsetSeconds(offset),
    zoneName: parts.get("Z") || undefined,
  };
}

function dateOf(
  parts: ReadonlyMap<string, string>,
  number: (name: string) => number | undefined,
): { year: number; month: number; day: number } {
  const year = yearOf(number) ?? 1900;
  const isoYear = number("G");
  const day = weekdayOf(parts, number);
  const isoWeek = number("V");
  if (isoYear !== undefined && isoWeek !== undefined && day !== undefined) {
    return fromOrdinal(ordinalOfIsoWeek(isoYear, isoWeek, day + 1));
  }
  const sundayFirst = number("U");
  const week = sundayFirst ?? number("W");
  if (week !== undefined && day !== undefined) {
    return fromOrdinal(ordinalOfWeek(year, week, day, sundayFirst !== undefined));
  }
  const dayNumber = number("j");
  if (dayNumber !== undefined && !parts.has("m")) {
    return fromOrdinal(toOrdinal({ year, month: 1, day: 1 }) + dayNumber - 1);
  }
  return { year, month: number("m") ?? monthOf(parts) ?? 1, day: number("d") ?? 1 };
}

function yearOf(number: (name: string) => number | undefined): number | undefined {
  const twoDigits = number("y");
  if (twoDigits === undefined) return number("Y");
  return twoDigits <= 68 ? 2000 + twoDigits : 1900 + twoDigits;
}

function monthOf(parts: ReadonlyMap<string, string>): number | undefined {
  const name = (parts.get("B") ?? parts.get("b"))?.toLowerCase().slice(0, 3);
  const index = short(monthNames).findIndex((month) => month.toLowerCase() === name);
  return index === -1 ? undefined : index + 1;
}

/** Monday is 0. */
function weekdayOf(
  parts: ReadonlyMap<string, string>,
  number: (name: string) => number | undefined,
): number | undefined {
  const name = (parts.get("A") ?? parts.get("a"))?.toLowerCase().slice(0, 3);
  if (name !== undefined) return short(weekdayNames).findIndex((day) => day.toLowerCase() === name);
  const iso = number("u");
  if (iso !== undefined) return iso - 1;
  const sundayFirst = number("w");
  return sundayFirst === undefined ? undefined : (sundayFirst + 6) % 7;
}

function twelveHour(hour: number | undefined, half: string | undefined): number | undefined {
  if (hour === undefined) return undefined;
  return half?.toLowerCase() === "pm" ? (hour % 12) + 12 : hour % 12;
}

function offsetSeconds(text: string): number {
  if (text.toLowerCase() === "z") return 0;
  const digits = text.slice(1).replaceAll(":", "");
  const [hours, minutes, seconds] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)];
  const size = Number(hours) * 3600 + Number(minutes || 0) * 60 + Number(seconds || 0);
  return text.startsWith("-") ? -size : size;
}

const isoDate = /^(\d{4})-?(\d\d)-?(\d\d)$/;
const isoWeekDate = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/;
const isoTime =
  /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/;

/** The date in ISO form as `date.fromisoformat` takes it; undefined when it is none. */
export function parseIsoDate(
  text: string,
): { year: number; month: number; day: number } | undefined {
  const plain = isoDate.exec(text);
  if (plain) return { year: Number(plain[1]), month: Number(plain[2]), day: Number(plain[3]) };
  const week = isoWeekDate.exec(text);
  if (!week) return undefined;
  return fromOrdinal(ordinalOfIsoWeek(Number(week[1]), Number(week[2]), Number(week[3] ?? 1)));
}

/** The time in ISO form as `time.fromisoformat` takes it; undefined when it is none. */
export function parseIsoTime(
  text: string,
): Pick<ParsedMoment, "hour" | "minute" | "second" | "microsecond" | "offset"> | undefined {
  const found = isoTime.exec(text);
  if (!found) return undefined;
  return {
    hour: Number(found[1]),
    minute: Number(found[2] ?? 0),
    second: Number(found[3] ?? 0),
    microsecond: Number((found[4] ?? "0").slice(0, 6).padEnd(6, "0")),
    offset: found[5] === undefined ? undefined : offsetSeconds(found[5]),
  };
}
