/** What a time zone answers, and Python's zones of a fixed offset (`datetime.timezone`, `pytz.utc`, `pytz.FixedOffset`). */
import {
  bindArguments,
  nativeFunction,
  PyError,
  type PyObject,
  type Value,
} from "../../../jinja/index.ts";
import { isoOffset } from "./calendar.ts";

/** The wall clock as seconds since 1970 read as if it were UTC, and which of two equal readings is meant. */
export interface WallClock {
  readonly seconds: number;
  readonly fold: 0 | 1;
}

export interface TimeZone extends PyObject {
  /** Seconds east of UTC, at a wall clock reading. */
  offsetAt(wall: WallClock): number;
  /** The zone to attach to a moment given in UTC: pytz has one object for each offset that a place ever had. */
  atUtc(seconds: number): TimeZone;
  abbreviation(wall: WallClock): string;
  /** Daylight saving in seconds; undefined where the zone does not know. */
  dst(wall: WallClock): number | undefined;
}

export class FixedOffset implements TimeZone {
  readonly pyType = "datetime.timezone";
  readonly seconds: number;
  readonly name: string;
  readonly reprText: string | undefined;

  constructor(seconds: number, name?: string, reprText?: string) {
    this.seconds = seconds;
    this.name = name ?? (seconds === 0 ? "UTC" : `UTC${isoOffset(seconds)}`);
    this.reprText = reprText;
  }

  offsetAt(): number {
    return this.seconds;
  }

  atUtc(): TimeZone {
    return this;
  }

  abbreviation(): string {
    return this.name;
  }

  dst(): number | undefined {
    return this.reprText === undefined ? undefined : 0;
  }

  pyGetAttr(name: string): Value | undefined {
    if (this.reprText === undefined) return undefined;
    if (name === "zone") return this.name;
    return name === "localize" || name === "normalize" ? placing(name, this) : undefined;
  }

  pyStr(): string {
    return this.name;
  }

  pyRepr(): string {
    if (this.reprText !== undefined) return this.reprText;
    return this.seconds === 0
      ? "datetime.timezone.utc"
      : `datetime.timezone(datetime.timedelta(${reprOffset(this.seconds)}))`;
  }

  pyEquals(other: Value): boolean {
    return other instanceof FixedOffset && other.seconds === this.seconds;
  }

  pyHash(): string {
    return `timezone:${this.seconds}`;
  }
}

/** pytz's zones of a fixed offset attach themselves to a moment, or take its reading over. */
function placing(name: "localize" | "normalize", zone: TimeZone): Value {
  return nativeFunction(name, (call) => {
    const { dt } = bindArguments(call, name, ["dt", "is_dst?"]);
    if (!isPlaceable(dt)) throw new PyError("AttributeError", "a datetime was expected");
    checkNaive(dt, name === "localize");
    return name === "localize" ? dt.withZone(zone) : dt.inZone(zone);
  });
}

/** @throws PyError ValueError for a moment with a time zone where none may be, or without one */
export function checkNaive(dt: Placeable, isWanted: boolean): void {
  const isNaive = dt.parts.zone === null;
  if (isNaive === isWanted) return;
  const message = isNaive
    ? "Naive time - no tzinfo set"
    : "Not naive datetime (tzinfo is already set)";
  throw new PyError("ValueError", message);
}

/** A datetime, which this file cannot know of. */
interface Placeable extends PyObject {
  readonly parts: { readonly zone: TimeZone | null };
  withZone(zone: TimeZone): Value;
  inZone(zone: TimeZone): Value;
}

const isPlaceable = (value: Value | undefined): value is Placeable =>
  typeof value === "object" && value !== null && "inZone" in value;

function reprOffset(seconds: number): string {
  return seconds < 0 ? `days=-1, seconds=${seconds + 86400}` : `seconds=${seconds}`;
}

/** `datetime.timezone.utc`. */
export const utc = new FixedOffset(0);

/** `pytz.utc`, which prints as `<UTC>`. */
export const pytzUtc = new FixedOffset(0, "UTC", "<UTC>");

export const isTimeZone = (value: unknown): value is TimeZone =>
  typeof value === "object" && value !== null && "offsetAt" in value;
