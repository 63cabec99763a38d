/**
 * The config `begin` of a microbatch model, which dbt keeps as a moment whatever it was written as; other models keep
 * what was written.
 */
import type { Data } from "../../../core/data.ts";
import { PyDate } from "../python-types/date.ts";
import { PyDateTime } from "../python-types/datetime.ts";
import { dateTimeFromIso } from "../python-types/module.ts";

/** A day is its midnight; text that is no moment stays as it is, for the check to tell. */
export function beginOf(given: Data): Data {
  if (given instanceof PyDate) {
    const midnight = { hour: 0, minute: 0, second: 0, microsecond: 0, zone: null };
    return PyDateTime.of({ ...given.toDay(), ...midnight });
  }
  if (typeof given !== "string") return given;
  try {
    return dateTimeFromIso(given);
  } catch {
    return given;
  }
}
