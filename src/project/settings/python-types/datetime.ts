/** Python's `datetime.datetime`: a wall clock reading, with or without a time zone. */
import type { DateLike } from "../../../core/data.ts";
import { makeFloat, PyError, type PyObject, type Value } from "../../../jinja/index.ts";
import { type Day, isoClock, isoDay, isoOffset, toOrdinal, weekday } from "./calendar.ts";
import { checkDay, dayOfOrdinal, PyDate } from "./date.ts";
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
import {
  type Clock,
  checkClock,
  clockArguments,
  clockMicroseconds,
  clockText,
  foldArgument,
  PyTime,
  replacedClock,
  zoneArgument,
  zoneRepr,
} from "./time.ts";
import { dayMicroseconds, floorDivide, PyTimeDelta } from "./timedelta.ts";
import { type TimeZone, utc, type WallClock } from "./timezone.ts";

export interface DateTimeParts extends Day, Clock {
  readonly zone: TimeZone | null;
  readonly fold?: 0 | 1;
}

/** The ordinal of 1970-01-01. */
const epochOrdinal = 719163;
const units = ["year", "month", "day", "hour", "minute", "second", "microsecond"] as const;

export class PyDateTime implements PyObject, DateLike {
  readonly pyType = "datetime.datetime";
  readonly parts: DateTimeParts;

  private constructor(parts: DateTimeParts) {
    this.parts = parts;
  }

  /** @throws PyError ValueError when there is no such moment */
  static of(parts: DateTimeParts): PyDateTime {
    checkDay(parts);
    checkClock(parts);
    return new PyDateTime(parts);
  }

  /** From the wall clock's microseconds since 1970. */
  static fromWall(microseconds: bigint, zone: TimeZone | null, fold: 0 | 1 = 0): PyDateTime {
    const days = floorDivide(microseconds, dayMicroseconds);
    const rest = Number(microseconds - days * dayMicroseconds);
    const seconds = Math.floor(rest / 1_000_000);
    return new PyDateTime({
      ...dayOfOrdinal(Number(days) + epochOrdinal),
      hour: Math.floor(seconds / 3600),
      minute: Math.floor(seconds / 60) % 60,
      second: seconds % 60,
      microsecond: rest % 1_000_000,
      zone,
      fold,
    });
  }

  /** The moment that many microseconds after 1970 UTC, on the wall clock of a zone. */
  static fromUtc(microseconds: bigint, zone: TimeZone): PyDateTime {
    const placed = zone.atUtc(Number(floorDivide(microseconds, 1_000_000n)));
    const offset = placed.offsetAt({ seconds: 0, fold: 0 });
    return PyDateTime.fromWall(microseconds + BigInt(offset) * 1_000_000n, placed);
  }

  /** Microseconds since 1970 as the wall clock reads. */
  wall(): bigint {
    const days = BigInt(toOrdinal(this.parts) - epochOrdinal);
    return days * dayMicroseconds + BigInt(clockMicroseconds(this.parts));
  }

  reading(): WallClock {
    return { seconds: Number(floorDivide(this.wall(), 1_000_000n)), fold: this.parts.fold ?? 0 };
  }

  /** Seconds east of UTC; undefined when naive. */
  offset(): number | undefined {
    return this.parts.zone?.offsetAt(this.reading());
  }

  /** Microseconds since 1970 UTC; a naive moment counts as UTC. */
  utcMicroseconds(): bigint {
    return this.wall() - BigInt(this.offset() ?? 0) * 1_000_000n;
  }

  zoneName(): string {
    return this.parts.zone?.abbreviation(this.reading()) ?? "";
  }

  withZone(zone: TimeZone | null, fold: 0 | 1 = 0): PyDateTime {
    return new PyDateTime({ ...this.parts, zone, fold });
  }

  /** The same moment on the wall clock of another zone. */
  inZone(zone: TimeZone): PyDateTime {
    return PyDateTime.fromUtc(this.utcMicroseconds(), zone);
  }

  isoformat(separator: string): string {
    const { hour, minute, second, microsecond } = this.parts;
    const offset = this.offset();
    const clock = isoClock(hour, minute, second, microsecond);
    return `${isoDay(this.parts)}${separator}${clock}${offset === undefined ? "" : isoOffset(offset)}`;
  }

  strftime(format: string): string {
    return strftime({ ...this.parts, offset: this.offset(), zoneName: this.zoneName() }, format);
  }

  pyGetAttr(name: string): Value | undefined {
    if (name === "tzinfo") return this.parts.zone;
    if (name === "fold") return this.parts.fold ?? 0;
    const unit = units.find((known) => known === name);
    return unit === undefined ? boundMethod(methods, name, this) : this.parts[unit];
  }

  pyStr(): string {
    return this.isoformat(" ");
  }

  pyRepr(): string {
    const { year, month, day, zone, fold } = this.parts;
    const foldText = fold === 1 ? ", fold=1" : "";
    return `datetime.datetime(${year}, ${month}, ${day}, ${clockArguments(this.parts)}${foldText}${zoneRepr(zone)})`;
  }

  pyFormat(spec: string): string {
    return this.strftime(spec);
  }

  toJSON(): string {
    return this.isoformat("T");
  }

  toString(): string {
    return this.pyStr();
  }

  pyEquals(other: Value): boolean {
    return other instanceof PyDateTime && isSameKind(this, other) && compare(this, other) === 0;
  }

  pyCompare(other: Value): number | undefined {
    if (!(other instanceof PyDateTime)) return unordered;
    if (!isSameKind(this, other)) {
      throw new PyError("TypeError", "can't compare offset-naive and offset-aware datetimes");
    }
    return compare(this, other);
  }

  pyHash(): string {
    return `datetime:${this.parts.zone === null}:${this.utcMicroseconds()}`;
  }

  pyBinary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyDateTime) {
      return operator === "-" && !reflected ? difference(this, other) : undefined;
    }
    if (!(other instanceof PyTimeDelta)) return undefined;
    const { zone } = this.parts;
    if (operator === "+") return PyDateTime.fromWall(this.wall() + other.microseconds, zone);
    return operator === "-" && !reflected
      ? PyDateTime.fromWall(this.wall() - other.microseconds, zone)
      : undefined;
  }
}

const isSameKind = (a: PyDateTime, b: PyDateTime): boolean =>
  (a.parts.zone === null) === (b.parts.zone === null);

function compare(a: PyDateTime, b: PyDateTime): number {
  const [left, right] = [a.utcMicroseconds(), b.utcMicroseconds()];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function difference(a: PyDateTime, b: PyDateTime): PyTimeDelta {
  if (!isSameKind(a, b)) {
    throw new PyError("TypeError", "can't subtract offset-naive and offset-aware datetimes");
  }
  // Two readings of one clock are subtracted as they stand, without regard to its offset.
  if (a.parts.zone === b.parts.zone) return new PyTimeDelta(a.wall() - b.wall());
  return new PyTimeDelta(a.utcMicroseconds() - b.utcMicroseconds());
}

const seconds = (value: number | undefined): Value =>
  value === undefined ? null : new PyTimeDelta(BigInt(value) * 1_000_000n);

function timestamp(self: PyDateTime): Value {
  return makeFloat(Number(self.utcMicroseconds()) / 1_000_000);
}

const methods: Methods<PyDateTime> = {
  isoformat: method(["sep?", "timespec?"], (self, given) => {
    const separator = given.sep === undefined ? "T" : textArgument(given, "sep");
    return withTimespec(self, separator, given.timespec ?? "auto");
  }),
  strftime: method(["format"], (self, given) => self.strftime(textArgument(given, "format"))),
  date: method([], (self) => PyDate.of(self.parts.year, self.parts.month, self.parts.day)),
  time: method([], (self) => new PyTime(clockOf(self))),
  timetz: method([], (self) => new PyTime(clockOf(self), self.parts.zone)),
  timestamp: method([], timestamp),
  weekday: method([], (self) => weekday(self.parts)),
  isoweekday: method([], (self) => weekday(self.parts) + 1),
  toordinal: method([], (self) => toOrdinal(self.parts)),
  ctime: method([], (self) => self.strftime("%a %b %e %H:%M:%S %Y")),
  utcoffset: method([], (self) => seconds(self.offset())),
  dst: method([], (self) => seconds(self.parts.zone?.dst(self.reading()))),
  tzname: method([], (self) => self.zoneName() || null),
  isocalendar: method([], (self) => isoCalendarDate(self.parts)),
  timetuple: method([], (self) => structTime(self.parts, self.parts, daylightOf(self))),
  utctimetuple: method([], (self) => {
    const { parts } = PyDateTime.fromWall(self.utcMicroseconds(), null);
    return structTime(parts, parts, 0);
  }),
  astimezone: method(["tz?"], (self, given) => self.inZone(zoneArgument(given.tz) ?? utc)),
  replace: method([...units.map((unit) => `${unit}?`), "tzinfo?", "fold?"], (self, given) =>
    PyDateTime.of({
      year: integerArgument(given, "year", self.parts.year),
      month: integerArgument(given, "month", self.parts.month),
      day: integerArgument(given, "day", self.parts.day),
      ...replacedClock(self.parts, given),
      zone: given.tzinfo === undefined ? self.parts.zone : zoneArgument(given.tzinfo),
      fold: foldArgument(given, self.parts.fold ?? 0),
    }),
  ),
};

const clockOf = ({ parts: { hour, minute, second, microsecond } }: PyDateTime): Clock => ({
  hour,
  minute,
  second,
  microsecond,
});

function daylightOf(self: PyDateTime): -1 | 0 | 1 {
  const daylight = self.parts.zone?.dst(self.reading());
  if (daylight === undefined) return -1;
  return daylight === 0 ? 0 : 1;
}

function withTimespec(self: PyDateTime, separator: string, timespec: Value): string {
  const offset = self.offset();
  const zone = offset === undefined ? "" : isoOffset(offset);
  return `${isoDay(self.parts)}${separator}${clockText(self.parts, timespec)}${zone}`;
}
