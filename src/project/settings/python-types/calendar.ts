/** The proleptic Gregorian calendar by day numbers, counted as Python's `toordinal` does: 1 is 0001-01-01. Pure arithmetic. */

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const maxOrdinal = 3652059;

const cumulative = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

export const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function dayOfYear({ year, month, day }: Day): number {
  return (cumulative[month - 1] ?? 0) + day + (month > 2 && isLeapYear(year) ? 1 : 0);
}

const daysBeforeYear = (year: number): number => {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
};

export const toOrdinal = (date: Day): number => daysBeforeYear(date.year) + dayOfYear(date);

export function fromOrdinal(ordinal: number): Day {
  let year = Math.max(1, Math.floor((ordinal - 1) / 365.2425) + 1);
  while (daysBeforeYear(year) >= ordinal) year -= 1;
  while (daysBeforeYear(year + 1) < ordinal) year += 1;
  let rest = ordinal - daysBeforeYear(year);
  let month = 1;
  while (rest > daysInMonth(year, month)) {
    rest -= daysInMonth(year, month);
    month += 1;
  }
  return { year, month, day: rest };
}

/** Monday is 0. */
export const weekday = (date: Day): number => (toOrdinal(date) + 6) % 7;

/** ISO 8601 year, week and weekday (Monday is 1). */
export function isoCalendar(date: Day): { year: number; week: number; weekday: number } {
  const ordinal = toOrdinal(date);
  let year = date.year;
  if (ordinal >= firstIsoMonday(year + 1)) year += 1;
  else if (ordinal < firstIsoMonday(year)) year -= 1;
  const week = Math.floor((ordinal - firstIsoMonday(year)) / 7) + 1;
  return { year, week, weekday: weekday(date) + 1 };
}

/** The ordinal of the Monday of that year's week 1, the week that holds January 4th. */
export function firstIsoMonday(year: number): number {
  const fourth = daysBeforeYear(year) + 4;
  return fourth - ((fourth + 6) % 7);
}

export const isDay = ({ year, month, day }: Day): boolean =>
  year >= 1 &&
  year <= 9999 &&
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= daysInMonth(year, month);

export const pad = (value: number, width: number): string => String(value).padStart(width, "0");

export const isoDay = ({ year, month, day }: Day): string =>
  `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;

/** `HH:MM:SS`, with six digits of microseconds when there are any, as Python prints a time. */
export const isoClock = (
  hour: number,
  minute: number,
  second: number,
  microsecond: number,
): string =>
  `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${microsecond === 0 ? "" : `.${pad(microsecond, 6)}`}`;

/** `+HH:MM`, with seconds when there are any. */
export function isoOffset(seconds: number): string {
  const sign = seconds < 0 ? "-" : "+";
  const size = Math.abs(seconds);
  const text = `${sign}${pad(Math.floor(size / 3600), 2)}:${pad(Math.floor(size / 60) % 60, 2)}`;
  return size % 60 === 0 ? text : `${text}:${pad(size % 60, 2)}`;
}
