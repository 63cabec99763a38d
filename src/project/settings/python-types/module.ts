/** `modules.datetime`: the classes of Python's datetime module, as callables with their constructors' attributes. */
import {
  asNumber,
  bindArguments,
  type Call,
  Dict,
  nativeFunction,
  PyError,
  type PyObject,
  Tuple,
  type Value,
} from "../../../jinja/index.ts";
import { firstIsoMonday } from "./calendar.ts";
import { PyDate } from "./date.ts";
import { type DateTimeParts, PyDateTime } from "./datetime.ts";
import { ordinalOfIsoWeek } from "./format.ts";
import { type Arguments, integerArgument, textArgument } from "./methods.ts";
import { parseIsoDate, parseIsoTime, strptime } from "./parse.ts";
import { foldArgument, PyTime, zoneArgument } from "./time.ts";
import { PyTimeDelta } from "./timedelta.ts";
import { FixedOffset, type TimeZone, utc } from "./timezone.ts";

/** The clock that `now`, `utcnow` and `today` read: milliseconds since 1970. */
export type Now = () => number;

type Constructors = Readonly<Record<string, Value | (() => Value)>>;

/** A Python class that can be called and has attributes. */
function pythonClass(
  name: string,
  attributes: Constructors,
  create: (call: Call) => Value,
): PyObject {
  return {
    pyType: "type",
    pyCall: create,
    pyGetAttr: (attribute) => {
      const found = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
      if (typeof found === "function") return found();
      return attribute === "__name__" ? (name.split(".").at(-1) ?? name) : found;
    },
    pyRepr: () => `<class '${name}'>`,
  };
}

const classMethod = (
  name: string,
  parameters: readonly string[],
  run: (given: Arguments) => Value,
): Value => nativeFunction(name, (call) => run(bindArguments(call, name, parameters)));

const moments = ["hour?", "minute?", "second?", "microsecond?"];

const clockIn = (given: Arguments) => ({
  hour: integerArgument(given, "hour", 0),
  minute: integerArgument(given, "minute", 0),
  second: integerArgument(given, "second", 0),
  microsecond: integerArgument(given, "microsecond", 0),
});

const dayIn = (given: Arguments) => ({
  year: integerArgument(given, "year", 0),
  month: integerArgument(given, "month", 0),
  day: integerArgument(given, "day", 0),
});

const zoneOf = (offset: number | undefined, name?: string): TimeZone | null => {
  if (offset === undefined) return null;
  return offset === 0 && name === undefined ? utc : new FixedOffset(offset, name);
};

function invalidIso(text: string): never {
  throw new PyError("ValueError", `Invalid isoformat string: '${text}'`);
}

function dateFromIso(text: string): PyDate {
  const day = parseIsoDate(text) ?? invalidIso(text);
  return PyDate.of(day.year, day.month, day.day);
}

/** @throws PyError ValueError when the text is no moment in ISO form */
export function dateTimeFromIso(text: string): PyDateTime {
  const week = /^\d{4}-?W\d\d/.test(text);
  const length = week
    ? (/^\d{4}-?W\d\d(?:-?\d)?/.exec(text)?.[0].length ?? 0)
    : text[4] === "-"
      ? 10
      : 8;
  const day = parseIsoDate(text.slice(0, length)) ?? invalidIso(text);
  if (text.length === length) {
    return PyDateTime.of({ ...day, hour: 0, minute: 0, second: 0, microsecond: 0, zone: null });
  }
  const { offset, ...clock } = parseIsoTime(text.slice(length + 1)) ?? invalidIso(text);
  return PyDateTime.of({ ...day, ...clock, zone: zoneOf(offset) });
}

function fromTimestamp(given: Arguments, name: string): PyDateTime {
  const seconds = asNumber(given[name] ?? 0);
  if (seconds === undefined) throw new PyError("TypeError", `${name} must be a number`);
  const microseconds = BigInt(Math.round(Number(seconds) * 1_000_000));
  const zone = zoneArgument(given.tz);
  return zone === null
    ? PyDateTime.fromWall(microseconds, null)
    : PyDateTime.fromUtc(microseconds, zone);
}

function parsed(text: string, format: string): PyDateTime {
  const { offset, zoneName, ...parts } = strptime(text, format);
  return PyDateTime.of({ ...parts, zone: zoneOf(offset, zoneName) });
}

function combine(given: Arguments): PyDateTime {
  const { date, time } = given;
  if (!(date instanceof PyDate || date instanceof PyDateTime) || !(time instanceof PyTime)) {
    throw new PyError("TypeError", "combine() takes a date and a time");
  }
  const day = date instanceof PyDate ? date.toDay() : date.parts;
  const parts: DateTimeParts = {
    year: day.year,
    month: day.month,
    day: day.day,
    ...time.clock,
    zone: given.tzinfo === undefined ? time.zone : zoneArgument(given.tzinfo),
  };
  return PyDateTime.of(parts);
}

/** @throws PyError ValueError for a week or day that the year has not */
function fromIsoCalendar(given: Arguments): PyDate {
  const [year, week, day] = ["year", "week", "day"].map((name) => integerArgument(given, name, 0));
  if (year === undefined || week === undefined || day === undefined) return PyDate.of(0, 0, 0);
  if (year < 1 || year > 9999) throw new PyError("ValueError", `Year is out of range: ${year}`);
  const weeks = firstIsoMonday(year + 1) - firstIsoMonday(year) > 364 ? 53 : 52;
  if (week < 1 || week > weeks) throw new PyError("ValueError", `Invalid week: ${week}`);
  if (day < 1 || day > 7) {
    throw new PyError("ValueError", `Invalid weekday: ${day} (range is [1, 7])`);
  }
  return PyDate.fromOrdinal(ordinalOfIsoWeek(year, week, day));
}

function dateClass(now: Now): PyObject {
  const today = () => localNow(now).parts;
  const attributes: Constructors = {
    today: classMethod("today", [], () => PyDate.of(today().year, today().month, today().day)),
    fromisoformat: classMethod("fromisoformat", ["date_string"], (given) =>
      dateFromIso(textArgument(given, "date_string")),
    ),
    fromordinal: classMethod("fromordinal", ["ordinal"], (given) =>
      PyDate.fromOrdinal(integerArgument(given, "ordinal", 1)),
    ),
    fromisocalendar: classMethod("fromisocalendar", ["year", "week", "day"], fromIsoCalendar),
    fromtimestamp: classMethod("fromtimestamp", ["timestamp"], (given) => {
      const { year, month, day } = fromTimestamp(given, "timestamp").parts;
      return PyDate.of(year, month, day);
    }),
    min: () => PyDate.of(1, 1, 1),
    max: () => PyDate.of(9999, 12, 31),
    resolution: () => PyTimeDelta.from({ days: 1 }),
  };
  return pythonClass("datetime.date", attributes, (call) => {
    const { year, month, day } = dayIn(bindArguments(call, "date", ["year", "month", "day"]));
    return PyDate.of(year, month, day);
  });
}

const microsecondsOf = (now: Now): bigint => BigInt(Math.floor(now() * 1000));

/** The machine's own wall clock, as Python's naive `now()` reads it. */
function localNow(now: Now): PyDateTime {
  const minutes = new Date(now()).getTimezoneOffset();
  return PyDateTime.fromWall(microsecondsOf(now) - BigInt(minutes) * 60_000_000n, null);
}

function dateTimeClass(now: Now): PyObject {
  const current = (zone: TimeZone | null) =>
    zone === null ? localNow(now) : PyDateTime.fromUtc(microsecondsOf(now), zone);
  const attributes: Constructors = {
    now: classMethod("now", ["tz?"], (given) => current(zoneArgument(given.tz))),
    utcnow: classMethod("utcnow", [], () => PyDateTime.fromWall(microsecondsOf(now), null)),
    today: classMethod("today", [], () => current(null)),
    fromisoformat: classMethod("fromisoformat", ["date_string"], (given) =>
      dateTimeFromIso(textArgument(given, "date_string")),
    ),
    strptime: classMethod("strptime", ["date_string", "format"], (given) =>
      parsed(textArgument(given, "date_string"), textArgument(given, "format")),
    ),
    fromtimestamp: classMethod("fromtimestamp", ["timestamp", "tz?"], (given) =>
      fromTimestamp(given, "timestamp"),
    ),
    fromisocalendar: classMethod("fromisocalendar", ["year", "week", "day"], (given) => {
      const { year, month, day } = fromIsoCalendar(given);
      return PyDateTime.of({ year, month, day, ...clockIn({}), zone: null });
    }),
    utcfromtimestamp: classMethod("utcfromtimestamp", ["timestamp"], (given) =>
      fromTimestamp(given, "timestamp"),
    ),
    combine: classMethod("combine", ["date", "time", "tzinfo?"], combine),
    min: () => PyDateTime.fromWall(-62135596800000000n, null),
    max: () => PyDateTime.fromWall(253402300799999999n, null),
  };
  const parameters = ["year", "month", "day", ...moments, "tzinfo?", "fold?"];
  return pythonClass("datetime.datetime", attributes, (call) => {
    const given = bindArguments(call, "datetime", parameters);
    return PyDateTime.of({
      ...dayIn(given),
      ...clockIn(given),
      zone: zoneArgument(given.tzinfo),
      fold: foldArgument(given, 0),
    });
  });
}

function timeClass(): PyObject {
  const midnight = { hour: 0, minute: 0, second: 0, microsecond: 0 };
  const attributes: Constructors = {
    fromisoformat: classMethod("fromisoformat", ["time_string"], (given) => {
      const text = textArgument(given, "time_string");
      const { offset, ...clock } = parseIsoTime(text.replace(/^T/, "")) ?? invalidIso(text);
      return new PyTime(clock, zoneOf(offset));
    }),
    min: () => new PyTime(midnight),
    max: () => new PyTime({ hour: 23, minute: 59, second: 59, microsecond: 999999 }),
  };
  return pythonClass("datetime.time", attributes, (call) => {
    const given = bindArguments(call, "time", [...moments, "tzinfo?", "fold?"]);
    return new PyTime(clockIn(given), zoneArgument(given.tzinfo));
  });
}

const deltaUnits = [
  "days?",
  "seconds?",
  "microseconds?",
  "milliseconds?",
  "minutes?",
  "hours?",
  "weeks?",
];

const timedeltaClass = (): PyObject =>
  pythonClass("datetime.timedelta", {}, (call) =>
    PyTimeDelta.from(bindArguments(call, "timedelta", deltaUnits)),
  );

const tzinfoClass = (): PyObject =>
  pythonClass("datetime.tzinfo", {}, (call) => {
    bindArguments(call, "tzinfo", []);
    return new Tuple([]);
  });

/** `modules.datetime`: date, datetime, time, timedelta and tzinfo, as dbt exports them. */
export function datetimeModule(now: Now): Value {
  return Dict.of([
    ["date", dateClass(now)],
    ["datetime", dateTimeClass(now)],
    ["time", timeClass()],
    ["timedelta", timedeltaClass()],
    ["tzinfo", tzinfoClass()],
  ]);
}
