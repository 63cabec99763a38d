/** Writes a table as CSV, as Python's csv module does. */
import { str, type Value } from "../../../jinja/index.ts";
import { PyDateTime } from "../../settings/python-types/datetime.ts";
import type { Table } from "./table.ts";

export function csvText(table: Table): string {
  const lines = [table.columnNames, ...table.rows.map((row) => row.values.map(cellText))];
  return `${lines.map((line) => line.map(quoted).join(",")).join("\n")}\n`;
}

function cellText(value: Value): string {
  if (value === null) return "";
  return value instanceof PyDateTime ? str(value).replace(" ", "T") : str(value);
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
