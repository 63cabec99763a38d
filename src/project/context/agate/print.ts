/** Prints tables as agate does: `print_table`, `print_structure`, `print_json`. */
import { asNumber, str, type Value } from "../../../jinja/index.ts";
import { PyDateTime } from "../../settings/python-types/datetime.ts";
import { Decimal } from "../../settings/python-types/decimal.ts";
import type { Table } from "./table.ts";
import type { ColumnType } from "./types.ts";

export interface PrintOptions {
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly maxColumnWidth: number;
  readonly maxPrecision: number;
}

/** A Markdown table: text to the left, everything else to the right, cut to what the options allow. */
export function printedTable(table: Table, options: PrintOptions): string {
  const { maxColumns, maxColumnWidth, maxRows } = options;
  const cut = (text: string): string =>
    text.length > maxColumnWidth ? `${text.slice(0, maxColumnWidth - 3)}...` : text;
  const isCut = table.columnNames.length > maxColumns;
  const header = table.columnNames.slice(0, maxColumns).map(cut);
  const shown = table.rows.slice(0, maxRows);
  const formats = header.map((_, index) =>
    formatOf(
      table.columnTypes[index]!,
      shown.map((row) => row.values[index]!),
      options,
    ),
  );
  const lines = shown.map((row) => {
    const cells = formats.map((format, index) => cut(format(row.values[index]!)));
    return isCut ? [...cells, "..."] : cells;
  });
  if (isCut) header.push("...");
  const widths = header.map((name, column) =>
    Math.max(name.length, ...lines.map((line) => line[column]!.length)),
  );
  const write = (cells: readonly string[]): string =>
    `|${cells.map((cell, column) => ` ${pad(cell, widths[column]!, table.columnTypes[column])} `).join("|")}|\n`;
  const divider = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |\n`;
  const rest = table.rows.length > maxRows ? write(header.map(() => "...")) : "";
  return write(header) + divider + lines.map(write).join("") + rest;
}

const pad = (cell: string, width: number, type: ColumnType | undefined): string =>
  type?.pyType === "Text" ? cell.padEnd(width) : cell.padStart(width);

/** Numbers of a column have the same number of places, and commas between thousands. */
function formatOf(
  type: ColumnType,
  values: readonly Value[],
  { maxPrecision }: PrintOptions,
): (value: Value) => string {
  if (type.pyType !== "Number") return (value) => (value === null ? "" : str(value));
  const most = Math.max(0, ...values.map(placesOf));
  const places = Math.min(most, maxPrecision);
  const ellipsis = most > maxPrecision ? "…" : "";
  const format = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  return (value) => {
    const number = value instanceof Decimal ? value.toNumber() : asNumber(value);
    return number === undefined ? "" : format.format(number) + ellipsis;
  };
}

/** Decimal places that are not zero at the end. */
function placesOf(value: Value): number {
  const fraction = /\.(\d*?)0*$/.exec(value === null ? "" : str(value))?.[1];
  return fraction?.length ?? 0;
}

/** The columns and their types. */
export function printedStructure(table: Table): string {
  const names = ["column", ...table.columnNames];
  const types = ["data_type", ...table.columnTypes.map((type) => type.pyType)];
  const nameWidth = Math.max(...names.map((name) => name.length));
  const typeWidth = Math.max(...types.map((type) => type.length));
  const lines = names.map(
    (name, index) => `| ${name.padEnd(nameWidth)} | ${types[index]!.padEnd(typeWidth)} |`,
  );
  lines.splice(1, 0, `| ${"-".repeat(nameWidth)} | ${"-".repeat(typeWidth)} |`);
  return `${lines.join("\n")}\n`;
}

/** A JSON array with an object per row. */
export function jsonText(table: Table): string {
  const rows = table.rows.map((row) => {
    const fields = table.columnNames.map(
      (name, index) => `${JSON.stringify(name)}: ${jsonValue(row.values[index]!)}`,
    );
    return `{${fields.join(", ")}}`;
  });
  return `[${rows.join(", ")}]`;
}

function jsonValue(value: Value): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (value instanceof Decimal) return String(value.toNumber());
  if (value instanceof PyDateTime) return JSON.stringify(str(value).replace(" ", "T"));
  return asNumber(value) === undefined ? JSON.stringify(str(value)) : str(value);
}
