/** How values of a query are written in a report: numbers, shares, money and moments. */
import type { Cell, ResultColumn } from "../../adapters/adapter.ts";
import type { Format } from "./declaration.ts";

/** Writes one value; `—` for null. */
export type Formatter = (cell: Cell) => string;

/** The number in a cell; null for what is none. */
export function numberOf(cell: Cell): number | null {
  if (typeof cell === "number") return cell;
  if (typeof cell === "bigint") return Number(cell);
  if (typeof cell !== "string" || cell.trim() === "") return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** @param currency a code such as EUR, for the format `money` */
export function formatterFor(format: Format, currency: string): Formatter {
  const numeric = (options: Intl.NumberFormatOptions): Formatter => {
    const formatter = new Intl.NumberFormat("en", options);
    return (cell) => {
      const value = numberOf(cell);
      return value === null ? plain(cell) : formatter.format(value);
    };
  };
  switch (format) {
    case "number":
      return numeric({ maximumFractionDigits: 0 });
    case "decimal":
      return numeric({ maximumFractionDigits: 2 });
    case "percent":
      return numeric({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
    case "money":
      return numeric({ style: "currency", currency, maximumFractionDigits: 0 });
    case "date":
      return (cell) => plain(cell).slice(0, 10);
    case "datetime":
      return (cell) => plain(cell).slice(0, 16);
    case "text":
      return plain;
  }
}

/** The format that suits a column for which none is declared. */
export function usualFormat(column: ResultColumn): Format {
  if (column.kind === "integer") return "number";
  if (column.kind === "decimal" || column.kind === "float") return "decimal";
  if (column.kind === "date") return "date";
  return column.kind === "timestamp" || column.kind === "timestamptz" ? "datetime" : "text";
}

/** Short numbers for axes: 1.2k, 3M, 45%. */
export function axisLabel(value: number, format: Format): string {
  const options: Intl.NumberFormatOptions =
    format === "percent"
      ? { style: "percent", maximumFractionDigits: 1 }
      : { notation: "compact", maximumFractionDigits: 1 };
  return new Intl.NumberFormat("en", options).format(value);
}

function plain(cell: Cell): string {
  if (cell === null) return "—";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
