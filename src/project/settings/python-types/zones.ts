/** `pytz`: the time zones of places, by what `Intl` knows of them. */
import {
  bindArguments,
  Dict,
  isTrue,
  nativeFunction,
  PyError,
  type PyObject,
  PySet,
  repr,
  type Value,
} from "../../../jinja/index.ts";
import { toOrdinal } from "./calendar.ts";
import { PyDateTime } from "./datetime.ts";
import { boundMethod, type Methods, method } from "./methods.ts";
import { PyTimeDelta } from "./timedelta.ts";
import { checkNaive, FixedOffset, pytzUtc, type TimeZone } from "./timezone.ts";
import { zoneAbbreviation } from "./zone-names.ts";

interface Period {
  readonly offset: number;
  readonly daylight: number;
  readonly name: string;
}

/** A place's time as it is during one period; pytz gives each its own object. */
export class PytzZone implements TimeZone {
  readonly pyType = "pytz.tzfile.DstTzInfo";
  readonly place: string;
  readonly period: Period;

  constructor(place: string, period: Period) {
    this.place = place;
    this.period = period;
  }

  offsetAt(): number {
    return this.period.offset;
  }

  atUtc(seconds: number): PytzZone {
    return new PytzZone(this.place, periodAt(this.place, seconds));
  }

  abbreviation(): string {
    return this.period.name;
  }

  dst(): number {
    return this.period.daylight;
  }

  pyGetAttr(name: string): Value | undefined {
    return name === "zone" ? this.place : boundMethod(methods, name, this);
  }

  pyStr(): string {
    return this.place;
  }

  pyRepr(): string {
    const offset = new PyTimeDelta(BigInt(this.period.offset) * 1_000_000n).pyStr();
    const kind = this.period.daylight === 0 ? "STD" : "DST";
    const sign = this.period.offset > 0 ? "+" : "";
    return `<DstTzInfo '${this.place}' ${this.period.name}${sign}${offset} ${kind}>`;
  }

  pyHash(): string {
    return `pytz:${this.place}:${this.period.offset}`;
  }

  pyEquals(other: Value): boolean {
    return other instanceof PytzZone && other.pyHash() === this.pyHash();
  }
}

const methods: Methods<PytzZone> = {
  localize: method(["dt", "is_dst?"], (self, given) => {
    const naive = dateTimeArgument(given.dt);
    checkNaive(naive, true);
    return localize(self.place, naive, given.is_dst === undefined ? false : given.is_dst);
  }),
  normalize: method(["dt"], (self, given) => {
    const moment = dateTimeArgument(given.dt);
    checkNaive(moment, false);
    return PyDateTime.fromUtc(moment.utcMicroseconds(), self);
  }),
};

function dateTimeArgument(value: Value | undefined): PyDateTime {
  if (value instanceof PyDateTime) return value;
  throw new PyError("AttributeError", "a datetime was expected");
}

const sixHours = 6n * 3_600_000_000n;

function localize(place: string, naive: PyDateTime, isDaylight: Value): PyDateTime {
  const wall = naive.reading().seconds;
  const periods = [wall - 86400, wall + 86400].map((seconds) => periodAt(place, seconds));
  const fitting = periods
    .filter((period, index) => periods.findIndex((p) => p.offset === period.offset) === index)
    .filter((period) => periodAt(place, wall - period.offset).offset === period.offset);
  const [first, second] = fitting;
  if (first && !second) return naive.withZone(new PytzZone(place, first));
  if (isDaylight === null) {
    const type = first ? "AmbiguousTimeError" : "NonExistentTimeError";
    throw new PyError(`pytz.exceptions.${type}`, naive.pyStr());
  }
  if (first) {
    const wanted =
      fitting.find((period) => (period.daylight !== 0) === isTrue(isDaylight)) ?? first;
    return naive.withZone(new PytzZone(place, wanted));
  }
  // The clock was put forward over this reading: pytz looks six hours aside and comes back.
  const shift = isTrue(isDaylight) ? sixHours : -sixHours;
  const beside = localize(place, PyDateTime.fromWall(naive.wall() + shift, null), isDaylight);
  return naive.withZone(beside.parts.zone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(place: string): Intl.DateTimeFormat {
  const known = formats.get(place);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: place,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    timeZoneName: "short",
  });
  formats.set(place, format);
  return format;
}

function reading(place: string, seconds: number): { offset: number; name: string } {
  const parts = formatOf(place).formatToParts(seconds * 1000);
  const text = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const number = (type: string) => Number(text(type));
  const day = { year: number("year"), month: number("month"), day: number("day") };
  const clock = number("hour") * 3600 + number("minute") * 60 + number("second");
  return {
    offset: (toOrdinal(day) - 719163) * 86400 + clock - seconds,
    name: text("timeZoneName"),
  };
}

/** pytz knows changes of 32 bits only: before 1901-12-13 it is local mean time, after 2037 nothing changes any more. */
const firstChange = -(2 ** 31);
const lastChange = Date.UTC(2037, 11, 31) / 1000;

function periodAt(place: string, moment: number): Period {
  if (moment < firstChange) return firstPeriod(place);
  const seconds = Math.min(moment, lastChange);
  const { offset, name } = reading(place, seconds);
  const quarters = [-182, -91, 91, 182].map(
    (days) => reading(place, seconds + days * 86400).offset,
  );
  const standard = Math.min(offset, ...quarters);
  const daylight = offset - standard;
  return { offset, daylight, name: zoneAbbreviation(place, daylight !== 0, name) };
}

/** Local mean time, rounded to minutes: what a pytz zone has until a moment is given. */
function firstPeriod(place: string): Period {
  const { offset } = reading(place, -4_000_000_000);
  return { offset: Math.round(offset / 60) * 60, daylight: 0, name: "LMT" };
}

function timezone(name: Value | undefined): Value {
  if (name === null) throw new PyError("pytz.exceptions.UnknownTimeZoneError", "None");
  const text = typeof name === "string" ? name : "";
  if (/^(?:utc|etc\/utc|zulu|uct)$/i.test(text)) return pytzUtc;
  try {
    const canonical = canonicalName(text);
    return new PytzZone(canonical, firstPeriod(canonical));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new PyError("pytz.exceptions.UnknownTimeZoneError", repr(name ?? ""));
  }
}

/** The name with its usual capitals. @throws RangeError for a zone that is none */
function canonicalName(name: string): string {
  formatOf(name);
  const lower = name.toLowerCase();
  return allZones().find((zone) => zone.toLowerCase() === lower) ?? name;
}

const allZones = (): string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")].sort();

function fixedOffset(offset: Value | undefined): Value {
  if (offset === 0) return pytzUtc;
  const minutes = Number(offset);
  if (Math.abs(minutes) < 1440) {
    return new FixedOffset(minutes * 60, "", `pytz.FixedOffset(${minutes})`);
  }
  throw new PyError("ValueError", `('absolute offset is too large', ${minutes})`);
}

/** The zones of a country, as `pytz.country_timezones('nz')` and `['NZ']`. */
const countryTimezones: PyObject = {
  pyType: "pytz._CountryTimezoneDict",
  pyMapping: true,
  pyGetItem: (code) => zonesOf(String(code)),
  pyCall: (call) => {
    const zones = zonesOf(
      String(bindArguments(call, "country_timezones", ["iso3166_code"]).iso3166_code),
    );
    if (zones === undefined) throw new PyError("KeyError", "no such country");
    return zones;
  },
  pyContains: (code) => zonesOf(String(code)) !== undefined,
};

function zonesOf(code: string): string[] | undefined {
  const locale = new Intl.Locale("und", { region: code.toUpperCase() }) as Intl.Locale & {
    getTimeZones?: () => string[] | undefined;
    timeZones?: string[];
  };
  return locale.getTimeZones?.() ?? locale.timeZones;
}

/** `modules.pytz`. */
export function pytzModule(): Value {
  const names = allZones();
  return Dict.of([
    [
      "timezone",
      nativeFunction("timezone", (call) =>
        timezone(bindArguments(call, "timezone", ["zone"]).zone),
      ),
    ],
    ["utc", pytzUtc],
    [
      "FixedOffset",
      nativeFunction("FixedOffset", (call) =>
        fixedOffset(bindArguments(call, "FixedOffset", ["offset"]).offset),
      ),
    ],
    ["country_timezones", countryTimezones],
    ["all_timezones", names],
    ["all_timezones_set", new PySet(names)],
    ["common_timezones", names],
    ["common_timezones_set", new PySet(names)],
  ]);
}
