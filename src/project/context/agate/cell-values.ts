/** Turns the cells of a result into the Python values that dbt's drivers give. */
import type { Cell, CellKind } from "../../../adapters/adapter.ts";
import type { Value } from "../../../jinja/index.ts";
import { PyDate } from "../../settings/python-types/date.ts";
import { PyDateTime } from "../../settings/python-types/datetime.ts";
import { Decimal } from "../../settings/python-types/decimal.ts";
import { PyTimeDelta } from "../../settings/python-types/timedelta.ts";
import { FixedOffset } from "../../settings/python-types/timezone.ts";

/** @param cell not null */
export function valueOfCell(cell: Cell, kind: CellKind): Value {
  switch (kind) {
    case "boolean":
    case "integer":
    case "text":
    case "json":
    case "uuid":
    case "other":
      return typeof cell === "object" ? pythonJson(cell) : cell;
    case "decimal":
      return Decimal.parse(String(cell));
    case "float":
      return floatValue(Number(cell));
    case "date":
      return dateValue(String(cell)) ?? String(cell);
    case "timestamp":
    case "timestamptz":
      return momentValue(String(cell)) ?? String(cell);
    case "time":
      return timeText(String(cell));
    case "interval":
      return intervalText(String(cell));
    case "blob":
      return cell instanceof Uint8Array ? bytesRepr(cell) : String(cell);
    case "list":
    case "struct":
    case "map":
      return pythonJson(cell);
  }
}

/** dbt's tables hold floats as decimals of the digits that Python prints. */
function floatValue(number: number): Value {
  if (!Number.isFinite(number)) return number;
  const isPlain = Number.isInteger(number) && Math.abs(number) < 1e16;
  return Decimal.parse(isPlain ? `${number}.0` : String(number));
}

function dateValue(text: string): PyDate | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year === undefined ? undefined : PyDate.of(Number(year), Number(month), Number(day));
}

const moment =
  /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([+-])(\d\d)(?::?(\d\d))?)?$/;

/** Undefined for what Python cannot hold: infinity, years before 1 or after 9999. */
function momentValue(text: string): PyDateTime | undefined {
  const found = moment.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, hours, minutes] = found;
  const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * 60;
  return PyDateTime.of({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number((fraction ?? "").slice(0, 6).padEnd(6, "0")),
    zone: sign === undefined ? null : new FixedOffset(sign === "-" ? -offset : offset),
  });
}

/** As `str(time)`: microseconds in full. */
const timeText = (text: string): string =>
  text.replace(/\.(\d+)/, (_, fraction: string) => `.${fraction.padEnd(6, "0").slice(0, 6)}`);

const dayMicroseconds = 86_400_000_000;
const microsecondsOf: Readonly<Record<string, number>> = {
  year: 360 * dayMicroseconds,
  month: 30 * dayMicroseconds,
  mon: 30 * dayMicroseconds,
  day: dayMicroseconds,
};

/** As `str(timedelta)`: drivers count a month as 30 days. */
function intervalText(text: string): string {
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(-?\d+) (year|month|mon|day)s?/g))
    total += Number(count) * microsecondsOf[unit!]!;
  const [, sign, hours, minutes, seconds] = /(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(text) ?? [];
  const time = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  total += (sign === "-" ? -1 : 1) * Math.round(time * 1_000_000);
  return new PyTimeDelta(BigInt(total)).pyStr();
}

/** As `str(bytes)`. */
function bytesRepr(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byteText(byte);
  return text.includes("'") && !text.includes('"')
    ? `b"${text}"`
    : `b'${text.replaceAll("'", "\\'")}'`;
}

const namedBytes: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };

function byteText(byte: number): string {
  const named = namedBytes[byte];
  if (named !== undefined) return named;
  const isPrintable = byte >= 32 && byte < 127;
  return isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** JSON with Python's spaces, which is how dbt's tables show lists and structs. */
function pythonJson(cell: Cell): string {
  if (cell === null || typeof cell !== "object") return asciiJson(cell);
  if (cell instanceof Uint8Array) return asciiJson(bytesRepr(cell));
  if (Array.isArray(cell)) return `[${cell.map(pythonJson).join(", ")}]`;
  const fields = Object.entries(cell as { readonly [key: string]: Cell });
  return `{${fields.map(([name, value]) => `${asciiJson(name)}: ${pythonJson(value)}`).join(", ")}}`;
}

function asciiJson(cell: null | boolean | number | bigint | string): string {
  if (typeof cell !== "string") return String(cell);
  return JSON.stringify(cell).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
