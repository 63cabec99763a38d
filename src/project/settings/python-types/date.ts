/** Python's `datetime.date`. */
import type { DateLike } from "../../../core/data.ts";
import { PyError, type PyObject, type Value } from "../../../jinja/index.ts";
import {
  type Day,
  fromOrdinal,
  isDay,
  isoDay,
  maxOrdinal,
  toOrdinal,
  weekday,
} from "./calendar.ts";
import { strftime } from "./format.ts";
import {
  boundMethod,
  integerArgument,
  type Methods,
  method,
  textArgument,
  unordered,
} from "./methods.ts";
import { isoCalendarDate, structTime } from "./named-tuple.ts";
import { dayMicroseconds, floorDivide, PyTimeDelta } from "./timedelta.ts";

const midnight = { hour: 0, minute: 0, second: 0, microsecond: 0, offset: undefined, zoneName: "" };

const methods: Methods<PyDate> = {
  isoformat: method([], (self) => isoDay(self)),
  strftime: method(["format"], (self, given) =>
    strftime({ ...self.toDay(), ...midnight }, textArgument(given, "format")),
  ),
  weekday: method([], (self) => weekday(self)),
  isoweekday: method([], (self) => weekday(self) + 1),
  toordinal: method([], (self) => toOrdinal(self)),
  ctime: method([], (self) => strftime({ ...self.toDay(), ...midnight }, "%a %b %e %H:%M:%S %Y")),
  isocalendar: method([], (self) => isoCalendarDate(self)),
  timetuple: method([], (self) => structTime(self, midnight, -1)),
  replace: method(["year?", "month?", "day?"], (self, given) =>
    PyDate.of(
      integerArgument(given, "year", self.year),
      integerArgument(given, "month", self.month),
      integerArgument(given, "day", self.day),
    ),
  ),
};

export class PyDate implements PyObject, DateLike, Day {
  readonly pyType = "datetime.date";
  readonly year: number;
  readonly month: number;
  readonly day: number;

  private constructor({ year, month, day }: Day) {
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** @throws PyError ValueError when there is no such day */
  static of(year: number, month: number, day: number): PyDate {
    checkDay({ year, month, day });
    return new PyDate({ year, month, day });
  }

  static fromOrdinal(ordinal: number): PyDate {
    return new PyDate(dayOfOrdinal(ordinal));
  }

  toDay(): Day {
    return { year: this.year, month: this.month, day: this.day };
  }

  pyGetAttr(name: string): Value | undefined {
    if (name === "year" || name === "month" || name === "day") return this[name];
    return boundMethod(methods, name, this);
  }

  pyStr(): string {
    return isoDay(this);
  }

  pyRepr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }

  pyFormat(spec: string): string {
    return strftime({ ...this.toDay(), ...midnight }, spec);
  }

  toJSON(): string {
    return isoDay(this);
  }

  toString(): string {
    return isoDay(this);
  }

  pyEquals(other: Value): boolean {
    return other instanceof PyDate && toOrdinal(other) === toOrdinal(this);
  }

  pyCompare(other: Value): number | undefined {
    return other instanceof PyDate ? toOrdinal(this) - toOrdinal(other) : unordered;
  }

  pyHash(): string {
    return `date:${toOrdinal(this)}`;
  }

  pyBinary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyDate && operator === "-" && !reflected) {
      return new PyTimeDelta(BigInt(toOrdinal(this) - toOrdinal(other)) * dayMicroseconds);
    }
    if (!(other instanceof PyTimeDelta)) return undefined;
    const days = Number(floorDivide(other.microseconds, dayMicroseconds));
    if (operator === "+") return PyDate.fromOrdinal(toOrdinal(this) + days);
    return operator === "-" && !reflected ? PyDate.fromOrdinal(toOrdinal(this) - days) : undefined;
  }
}

/** @throws PyError ValueError when there is no such day */
export function checkDay(day: Day): void {
  if (isDay(day)) return;
  if (day.year < 1 || day.year > 9999) {
    throw new PyError("ValueError", `year ${day.year} is out of range`);
  }
  throw new PyError(
    "ValueError",
    day.month < 1 || day.month > 12 ? "month must be in 1..12" : "day is out of range for month",
  );
}

/** @throws PyError OverflowError outside the years 1 to 9999 */
export function dayOfOrdinal(ordinal: number): Day {
  if (ordinal < 1 || ordinal > maxOrdinal) {
    throw new PyError("OverflowError", "date value out of range");
  }
  return fromOrdinal(ordinal);
}
