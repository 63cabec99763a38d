/** Python's tuples whose items have names: `datetime.IsoCalendarDate` and `time.struct_time`. */
import { repr, Tuple, type Value } from "../../../jinja/index.ts";
import { type Day, isoCalendar, toOrdinal, weekday } from "./calendar.ts";

export class NamedTuple extends Tuple {
  readonly #className: string;
  readonly #names: readonly string[];

  constructor(className: string, items: Readonly<Record<string, Value>>) {
    super(Object.values(items));
    this.#className = className;
    this.#names = Object.keys(items);
  }

  pyGetAttr(name: string): Value | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : this.items[index];
  }

  override pyRepr(): string {
    const parts = this.#names.map((name, index) => `${name}=${repr(this.items[index] ?? null)}`);
    return `${this.#className}(${parts.join(", ")})`;
  }
}

/** What `isocalendar()` gives. */
export function isoCalendarDate(day: Day): NamedTuple {
  return new NamedTuple("datetime.IsoCalendarDate", { ...isoCalendar(day) });
}

interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What `timetuple()` gives. `isDaylight`: 1 and 0 are yes and no, -1 is unknown. */
export function structTime(day: Day, clock: TimeOfDay, isDaylight: -1 | 0 | 1): NamedTuple {
  return new NamedTuple("time.struct_time", {
    tm_year: day.year,
    tm_mon: day.month,
    tm_mday: day.day,
    tm_hour: clock.hour,
    tm_min: clock.minute,
    tm_sec: clock.second,
    tm_wday: weekday(day),
    tm_yday: toOrdinal(day) - toOrdinal({ year: day.year, month: 1, day: 1 }) + 1,
    tm_isdst: isDaylight,
  });
}
