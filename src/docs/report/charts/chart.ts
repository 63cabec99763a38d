/** What a chart is once its query has run: geometry and texts, ready for a template to draw. */
import type { Cell } from "../../../adapters/adapter.ts";
import { reportColumnMissing } from "../../../core/problems/report.ts";
import type { Chart } from "../declaration.ts";
import { type Formatter, formatterFor, usualFormat } from "../format.ts";
import type { DeclaredQuery, QueryRows } from "../queries.ts";

export interface DataTable {
  readonly head: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly { readonly text: string; readonly share: number | null }[])[];
}

/** A chart's data with the means to read and write its columns. */
export interface ChartData {
  readonly chart: Chart;
  readonly query: DeclaredQuery;
  readonly result: QueryRows;
  readonly currency: string;
}

const numeric = new Set(["integer", "decimal", "float"]);

/** @throws Problem when the query gives no such column */
export function columnIndex(
  { query, result }: Pick<ChartData, "query" | "result">,
  name: string,
): number {
  const names = result.columns.map((column) => column.name);
  const index = names.indexOf(name);
  if (index === -1) throw reportColumnMissing(query.what, name, names, query.at, query.source);
  return index;
}

export function formatOf({ chart, result }: ChartData, index: number) {
  const column = result.columns[index];
  if (column === undefined) return "text";
  return chart.formats?.[column.name] ?? usualFormat(column);
}

export function formatterOf(data: ChartData, index: number): Formatter {
  return formatterFor(formatOf(data, index), data.currency);
}

export const isNumeric = ({ result }: ChartData, index: number): boolean =>
  numeric.has(result.columns[index]?.kind ?? "other");

/** The rows as text, for the table chart and for the table that stands behind every other chart. */
export function tableOf(
  data: ChartData,
  columns: readonly string[] | undefined,
  bars: readonly string[] = [],
): DataTable {
  const indexes =
    columns?.map((name) => columnIndex(data, name)) ?? data.result.columns.map((_, i) => i);
  const barIndexes = new Set(bars.map((name) => columnIndex(data, name)));
  const formatters = indexes.map((index) => formatterOf(data, index));
  const largest = indexes.map((index) =>
    Math.max(0, ...data.result.rows.map((row) => Math.abs(Number(row[index] ?? 0)) || 0)),
  );
  return {
    head: indexes.map((index) => ({
      name: title(data.result.columns[index]?.name ?? ""),
      isNumber: isNumeric(data, index),
    })),
    rows: data.result.rows.map((row) =>
      indexes.map((index, position) => {
        const cell: Cell = row[index] ?? null;
        const share = barIndexes.has(index)
          ? (100 * Math.abs(Number(cell ?? 0))) / (largest[position] || 1)
          : null;
        return { text: formatters[position]?.(cell) ?? "", share };
      }),
    ),
  };
}

/** `view_to_cart_rate` as people read it. */
export const title = (name: string): string =>
  name.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());
