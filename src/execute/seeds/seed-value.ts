/** Makes Python values of a seed's text, once its column's type is known. */
import type { Value } from "../../jinja/index.ts";
import { PyDate } from "../../project/settings/python-types/date.ts";
import { PyDateTime } from "../../project/settings/python-types/datetime.ts";
import { Decimal } from "../../project/settings/python-types/decimal.ts";
import { FixedOffset, utc } from "../../project/settings/python-types/timezone.ts";
import type { SeedType } from "./inference.ts";
import { isoDateTimeIn } from "./iso-8601.ts";
import { booleanIn, dateIn, dateTimeIn, isNullText, numberIn, strip } from "./values.ts";

const readers: Readonly<Record<Exclude<SeedType, "text">, (stripped: string) => Value>> = {
  integer: () => null,
  number: (text) => decimalOf(numberIn(text) ?? text),
  date: (text) => dateOf(dateIn(text) ?? ""),
  datetime: (text) => momentOf(dateTimeIn(text) ?? ""),
  isodatetime: (text) => momentOf(isoDateTimeIn(text) ?? ""),
  boolean: (text) => booleanIn(text) ?? null,
};

/** The value of a cell that fits the type; null for empty cells and `null`. Text keeps its white space. */
export function seedValue(cell: string, type: SeedType): Value {
  const stripped = strip(cell);
  if (isNullText(stripped)) return null;
  return type === "text" ? cell : readers[type](stripped);
}

/** What is not finite has no place among our decimals and stays a float. */
function decimalOf(text: string): Value {
  if (/nan/i.test(text)) return Number.NaN;
  if (/inf/i.test(text))
    return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Decimal.parse(text);
}

function dateOf(text: string): Value {
  const [year, month, day] = text.split("-").map(Number);
  return PyDate.of(year ?? 1, month ?? 1, day ?? 1);
}

const moment = /^(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?(?:([+-])(\d\d):(\d\d))?$/;

function momentOf(text: string): Value {
  const parts = moment.exec(text);
  if (parts === null) throw new Error(`Bug: "${text}" is no moment`);
  const [year, month, day, hour, minute, second, microsecond] = parts
    .slice(1, 8)
    .map((part) => Number(part ?? 0));
  return PyDateTime.of({
    year: year ?? 1,
    month: month ?? 1,
    day: day ?? 1,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
    microsecond: microsecond ?? 0,
    zone: zoneOf(parts[8], Number(parts[9]), Number(parts[10])),
  });
}

function zoneOf(sign: string | undefined, hours: number, minutes: number): FixedOffset | null {
  if (sign === undefined) return null;
  const seconds = (hours * 60 + minutes) * 60;
  if (seconds === 0) return utc;
  return new FixedOffset(sign === "-" ? -seconds : seconds);
}
