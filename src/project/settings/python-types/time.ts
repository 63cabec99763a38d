/** Python's `datetime.time`. */
import { PyError, type PyObject, type Value } from "../../../jinja/index.ts";
import { isoClock, isoOffset, pad } from "./calendar.ts";
import { strftime } from "./format.ts";
import {
  boundMethod,
  integerArgument,
  type Methods,
  method,
  textArgument,
  unordered,
} from "./methods.ts";
import { PyTimeDelta } from "./timedelta.ts";
import { FixedOffset, isTimeZone, type TimeZone } from "./timezone.ts";

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

const clockUnits = ["hour", "minute", "second", "microsecond"] as const;

const format = (self: PyTime, text: string): string =>
  strftime(
    {
      year: 1900,
      month: 1,
      day: 1,
      ...self.clock,
      offset: self.offset(),
      zoneName: self.zoneName(),
    },
    text,
  );

const methods: Methods<PyTime> = {
  isoformat: method(
    ["timespec?"],
    (self, given) => clockText(self.clock, given.timespec ?? "auto") + self.offsetText(),
  ),
  utcoffset: method([], (self) => spanOf(self.offset())),
  dst: method([], (self) => spanOf(self.zone instanceof FixedOffset ? self.zone.dst() : undefined)),
  strftime: method(["format"], (self, given) => format(self, textArgument(given, "format"))),
  tzname: method([], (self) => self.zoneName() || null),
  replace: method(["hour?", "minute?", "second?", "microsecond?", "tzinfo?"], (self, given) => {
    const zone = given.tzinfo === undefined ? self.zone : zoneArgument(given.tzinfo);
    return new PyTime(replacedClock(self.clock, given), zone);
  }),
};

export class PyTime implements PyObject {
  readonly pyType = "datetime.time";
  readonly clock: Clock;
  readonly zone: TimeZone | null;

  /** @throws PyError ValueError when there is no such time */
  constructor(clock: Clock, zone: TimeZone | null = null) {
    checkClock(clock);
    this.clock = clock;
    this.zone = zone;
  }

  /** Only a fixed zone knows its offset without a date. */
  offset(): number | undefined {
    return this.zone instanceof FixedOffset ? this.zone.seconds : undefined;
  }

  zoneName(): string {
    return this.zone instanceof FixedOffset ? this.zone.name : "";
  }

  pyGetAttr(name: string): Value | undefined {
    if (name === "tzinfo") return this.zone;
    const unit = clockUnits.find((known) => known === name);
    return unit === undefined ? boundMethod(methods, name, this) : this.clock[unit];
  }

  offsetText(): string {
    const offset = this.offset();
    return offset === undefined ? "" : isoOffset(offset);
  }

  pyStr(): string {
    return clockText(this.clock, "auto") + this.offsetText();
  }

  pyRepr(): string {
    return `datetime.time(${clockArguments(this.clock)}${zoneRepr(this.zone)})`;
  }

  pyFormat(spec: string): string {
    return format(this, spec);
  }

  toJSON(): string {
    return this.pyStr();
  }

  pyEquals(other: Value): boolean {
    if (!(other instanceof PyTime) || !isSameKind(this, other)) return false;
    return other.microseconds() === this.microseconds();
  }

  pyCompare(other: Value): number | undefined {
    if (!(other instanceof PyTime)) return unordered;
    if (isSameKind(this, other)) return this.microseconds() - other.microseconds();
    throw new PyError("TypeError", "can't compare offset-naive and offset-aware times");
  }

  pyHash(): string {
    return `time:${this.microseconds()}`;
  }

  microseconds(): number {
    return clockMicroseconds(this.clock) - (this.offset() ?? 0) * 1_000_000;
  }
}

const isSameKind = (a: PyTime, b: PyTime): boolean =>
  (a.offset() === undefined) === (b.offset() === undefined);

const spanOf = (seconds: number | undefined): Value =>
  seconds === undefined ? null : new PyTimeDelta(BigInt(seconds) * 1_000_000n);

const timespecs: Readonly<Record<string, number>> = {
  hours: 2,
  minutes: 5,
  seconds: 8,
  milliseconds: 12,
  microseconds: 15,
};

/**
 * The time of day as `isoformat` gives it.
 * @throws PyError ValueError for a timespec that there is not
 */
export function clockText({ hour, minute, second, microsecond }: Clock, timespec: Value): string {
  if (timespec === "auto") return isoClock(hour, minute, second, microsecond);
  const length = timespecs[String(timespec)];
  if (length === undefined) throw new PyError("ValueError", "Unknown timespec value");
  return `${isoClock(hour, minute, second, 0)}.${pad(microsecond, 6)}`.slice(0, length);
}

/** @throws PyError ValueError when it is neither 0 nor 1 */
export function foldArgument(given: Record<string, Value | undefined>, fallback: 0 | 1): 0 | 1 {
  const fold = integerArgument(given, "fold", fallback);
  if (fold === 0 || fold === 1) return fold;
  throw new PyError("ValueError", "fold must be either 0 or 1");
}

export const clockMicroseconds = ({ hour, minute, second, microsecond }: Clock): number =>
  ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond;

/** @throws PyError ValueError when a part is out of range */
export function checkClock({ hour, minute, second, microsecond }: Clock): void {
  const within = (value: number, end: number) => value >= 0 && value < end;
  if (!within(hour, 24)) throw new PyError("ValueError", "hour must be in 0..23");
  if (!within(minute, 60)) throw new PyError("ValueError", "minute must be in 0..59");
  if (!within(second, 60)) throw new PyError("ValueError", "second must be in 0..59");
  if (!within(microsecond, 1_000_000)) {
    throw new PyError("ValueError", "microsecond must be in 0..999999");
  }
}

/** The clock with the given arguments in place of its own parts. */
export function replacedClock(clock: Clock, given: Record<string, Value | undefined>): Clock {
  return {
    hour: integerArgument(given, "hour", clock.hour),
    minute: integerArgument(given, "minute", clock.minute),
    second: integerArgument(given, "second", clock.second),
    microsecond: integerArgument(given, "microsecond", clock.microsecond),
  };
}

/** @throws PyError TypeError when it is neither None nor a time zone */
export function zoneArgument(value: Value | undefined): TimeZone | null {
  if (value === undefined || value === null) return null;
  if (isTimeZone(value)) return value;
  throw new PyError("TypeError", "tzinfo argument must be None or of a tzinfo subclass");
}

/** The arguments of a `repr`: seconds and microseconds only when needed. */
export function clockArguments({ hour, minute, second, microsecond }: Clock): string {
  const parts = [hour, minute];
  if (second !== 0 || microsecond !== 0) parts.push(second);
  if (microsecond !== 0) parts.push(microsecond);
  return parts.join(", ");
}

export const zoneRepr = (zone: TimeZone | null): string =>
  zone === null ? "" : `, tzinfo=${zone.pyRepr?.() ?? ""}`;
