/** Python's `strftime`, in the C locale. */
import {
  type Day,
  dayOfYear,
  firstIsoMonday,
  isoCalendar,
  pad,
  toOrdinal,
  weekday,
} from "./calendar.ts";

export const weekdayNames = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export interface Moment extends Day {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of UTC; undefined when naive. */
  readonly offset: number | undefined;
  readonly zoneName: string;
}

type Directive = (moment: Moment) => string;

const hour12 = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

/** Weeks that begin on the given weekday (0 = Monday, 6 = Sunday); days before the first are week 0. */
const weekNumber = (moment: Moment, firstDay: number): number =>
  Math.floor((dayOfYear(moment) + 6 - ((weekday(moment) - firstDay + 7) % 7)) / 7);

const epochSeconds = (moment: Moment): number =>
  (toOrdinal(moment) - 719163) * 86400 +
  moment.hour * 3600 +
  moment.minute * 60 +
  moment.second -
  (moment.offset ?? 0);

function compactOffset(offset: number | undefined, colon: string): string {
  if (offset === undefined) return "";
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60];
  if (size % 60 !== 0) parts.push(size % 60);
  return `${offset < 0 ? "-" : "+"}${parts.map((part) => pad(part, 2)).join(colon)}`;
}

const directives: Readonly<Record<string, Directive>> = {
  a: (moment) => (weekdayNames[weekday(moment)] ?? "").slice(0, 3),
  A: (moment) => weekdayNames[weekday(moment)] ?? "",
  b: (moment) => (monthNames[moment.month - 1] ?? "").slice(0, 3),
  B: (moment) => monthNames[moment.month - 1] ?? "",
  c: (moment) => strftime(moment, "%a %b %e %H:%M:%S %Y"),
  C: ({ year }) => pad(Math.floor(year / 100), 2),
  d: ({ day }) => pad(day, 2),
  D: (moment) => strftime(moment, "%m/%d/%y"),
  e: ({ day }) => String(day).padStart(2),
  f: ({ microsecond }) => pad(microsecond, 6),
  F: (moment) => strftime(moment, "%Y-%m-%d"),
  g: (moment) => pad(isoCalendar(moment).year % 100, 2),
  G: (moment) => String(isoCalendar(moment).year),
  h: (moment) => strftime(moment, "%b"),
  H: ({ hour }) => pad(hour, 2),
  I: ({ hour }) => pad(hour12(hour), 2),
  j: (moment) => pad(dayOfYear(moment), 3),
  k: ({ hour }) => String(hour).padStart(2),
  l: ({ hour }) => String(hour12(hour)).padStart(2),
  m: ({ month }) => pad(month, 2),
  M: ({ minute }) => pad(minute, 2),
  n: () => "\n",
  p: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  P: ({ hour }) => (hour < 12 ? "am" : "pm"),
  r: (moment) => strftime(moment, "%I:%M:%S %p"),
  R: (moment) => strftime(moment, "%H:%M"),
  s: (moment) => String(epochSeconds(moment)),
  S: ({ second }) => pad(second, 2),
  t: () => "\t",
  T: (moment) => strftime(moment, "%H:%M:%S"),
  u: (moment) => String(weekday(moment) + 1),
  U: (moment) => pad(weekNumber(moment, 6), 2),
  V: (moment) => pad(isoCalendar(moment).week, 2),
  w: (moment) => String((weekday(moment) + 1) % 7),
  W: (moment) => pad(weekNumber(moment, 0), 2),
  x: (moment) => strftime(moment, "%m/%d/%y"),
  X: (moment) => strftime(moment, "%H:%M:%S"),
  y: ({ year }) => pad(year % 100, 2),
  Y: ({ year }) => String(year),
  z: ({ offset }) => compactOffset(offset, ""),
  ":z": ({ offset }) => compactOffset(offset, ":"),
  Z: ({ zoneName }) => zoneName,
  "%": () => "%",
};

/** glibc's `-` drops the padding, `_` pads with spaces, `0` with zeros, `^` gives capitals. */
const pattern = /%([-_0^#]?)(:z|[a-zA-Z%])/g;

export function strftime(moment: Moment, format: string): string {
  return format.replace(pattern, (whole, flag: string, name: string) => {
    const directive = directives[name];
    if (directive === undefined) return whole;
    const text = directive(moment);
    if (flag === "-") return text.replace(/^[0 ]+(?=.)/, "");
    if (flag === "_") return text.replace(/^0+(?=.)/, (zeros) => " ".repeat(zeros.length));
    if (flag === "0") return text.replace(/^ +/, (spaces) => "0".repeat(spaces.length));
    return flag === "^" ? text.toUpperCase() : text;
  });
}

/** The Monday-based week of `%W` or the Sunday-based one of `%U`, back to a date; for `strptime`. */
export function ordinalOfWeek(
  year: number,
  week: number,
  day: number,
  sundayFirst: boolean,
): number {
  const first = toOrdinal({ year, month: 1, day: 1 });
  const firstWeekday = (weekday({ year, month: 1, day: 1 }) + (sundayFirst ? 1 : 0)) % 7;
  const offset = (day + (sundayFirst ? 1 : 0)) % 7;
  const weekZeroLength = (7 - firstWeekday) % 7;
  return week === 0
    ? first + offset - firstWeekday
    : first + weekZeroLength + 7 * (week - 1) + offset;
}

export const ordinalOfIsoWeek = (year: number, week: number, isoDay: number): number =>
  firstIsoMonday(year) + (week - 1) * 7 + isoDay - 1;
