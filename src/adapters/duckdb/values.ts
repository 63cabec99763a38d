/** Turns the driver's values into cells: numbers that fit, text in DuckDB's own form, plain arrays and objects. */
import type {
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBValue,
} from "@duckdb/node-api";
import type { Cell } from "../adapter.ts";

/** Null never gets here but inside nested values. */
export type ReadCell = (value: DuckDBValue) => Cell;

export const readItself: ReadCell = (value) => value as Cell;

export const readText: ReadCell = (value) => (value === null ? null : String(value));

/** A number where it is exact, a bigint beyond. */
export const readInteger: ReadCell = (value) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : (value as bigint);
};

export const readBytes: ReadCell = (value) => new Uint8Array((value as DuckDBBlobValue).bytes);

export const listReader =
  (item: ReadCell): ReadCell =>
  (value) =>
    (value as DuckDBListValue).items.map((each) => (each === null ? null : item(each)));

export function structReader(names: readonly string[], fields: readonly ReadCell[]): ReadCell {
  return (value) => {
    const { entries } = value as DuckDBStructValue;
    const cells: Record<string, Cell> = {};
    for (const [index, name] of names.entries()) {
      const field = entries[name];
      cells[name] = field === null || field === undefined ? null : fields[index]!(field);
    }
    return cells;
  };
}

export const mapReader =
  (item: ReadCell): ReadCell =>
  (value) =>
    Object.fromEntries(
      (value as DuckDBMapValue).entries.map((entry) => [
        String(entry.key),
        entry.value === null ? null : item(entry.value),
      ]),
    );

/** Moments in the session's time zone, as DuckDB prints them: `2026-11-20 10:00:00+00`. */
export function momentReader(zone: string): ReadCell {
  const format = zone === "UTC" ? undefined : offsetFormat(zone);
  return (value) => {
    const { micros } = value as DuckDBTimestampTZValue;
    const milliseconds = Math.floor(Number(micros - remainder(micros)) / 1000);
    const offset = format ? offsetMinutes(format, milliseconds) : 0;
    const local = new Date(milliseconds + offset * 60_000);
    const year = local.getUTCFullYear();
    // Beyond what a JavaScript date holds, and for the infinities, the driver's own text has to do.
    if (Number.isNaN(year) || year < 1 || year > 9999) return String(value);
    const [date, time] = local.toISOString().split("T");
    const fraction = fractionText(remainder(micros));
    return `${date} ${time!.slice(0, 8)}${fraction}${offsetText(offset)}`;
  };
}

/** The microseconds of the second. */
const remainder = (micros: bigint): bigint => ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;

const fractionText = (micros: bigint): string =>
  micros === 0n ? "" : `.${String(micros).padStart(6, "0").replace(/0+$/, "")}`;

function offsetText(minutes: number): string {
  const absolute = Math.abs(minutes);
  const hours = String(Math.floor(absolute / 60)).padStart(2, "0");
  const rest = absolute % 60 === 0 ? "" : `:${String(absolute % 60).padStart(2, "0")}`;
  return `${minutes < 0 ? "-" : "+"}${hours}${rest}`;
}

function offsetFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
}

function offsetMinutes(format: Intl.DateTimeFormat, milliseconds: number): number {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return 0;
  const name = format.formatToParts(milliseconds).find((part) => part.type === "timeZoneName");
  const [, sign, hours, minutes] = /GMT([+-])(\d+)(?::(\d+))?/.exec(name?.value ?? "") ?? [];
  const absolute = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -absolute : absolute;
}
