/** Horizontal bars: one group per row, one bar per measure. */
import { axisLabel, numberOf } from "../format.ts";
import { axisTo } from "../scale.ts";
import { type ChartData, columnIndex, formatOf, formatterOf, title } from "./chart.ts";

export interface BarChart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly groups: readonly {
    readonly label: string;
    readonly y: number;
    readonly isHighlighted: boolean;
    readonly bars: readonly {
      readonly y: number;
      readonly width: number;
      readonly series: number;
      readonly text: string;
    }[];
  }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly series: readonly string[];
  readonly barHeight: number;
}

const letterWidth = 6.6;
const labelSpace = 190;
const valueSpace = 86;

/** @param width in pixels */
export function barChart(data: ChartData, width: number): BarChart {
  const { chart, result } = data;
  if (chart.kind !== "bar") throw new Error(`Bug: ${chart.kind} is no bar chart`);
  const x = columnIndex(data, chart.x);
  const measures = [chart.y].flat().map((name) => columnIndex(data, name));
  const label = formatterOf(data, x);
  const labels = result.rows.map((row) => label(row[x] ?? null));
  const left = Math.min(
    labelSpace,
    14 + letterWidth * Math.max(0, ...labels.map((text) => text.length)),
  );
  const values = result.rows.map((row) =>
    measures.map((index) => numberOf(row[index] ?? null) ?? 0),
  );
  const axis = axisTo(Math.max(0, ...values.flat()));
  const scale = (value: number) => (Math.max(0, value) / axis.end) * (width - left - valueSpace);
  const barHeight = measures.length > 1 ? 12 : 16;
  const groupHeight = measures.length * (barHeight + 2) + 10;
  const formatters = measures.map((index) => formatterOf(data, index));
  return {
    width,
    left,
    barHeight,
    height: labels.length * groupHeight + 26,
    groups: labels.map((text, row) => ({
      label:
        text.length * letterWidth > left
          ? `${text.slice(0, Math.floor(left / letterWidth) - 2)}…`
          : text,
      y: row * groupHeight + 4,
      isHighlighted: chart.highlight !== undefined && text === chart.highlight,
      bars: measures.map((index, series) => ({
        y: row * groupHeight + 4 + series * (barHeight + 2),
        width: Math.max(1.5, scale(values[row]?.[series] ?? 0)),
        series,
        text: formatters[series]?.(result.rows[row]?.[index] ?? null) ?? "",
      })),
    })),
    ticks: axis.marks.map((mark) => ({
      x: left + scale(mark),
      label: axisLabel(mark, formatOf(data, measures[0] ?? 0)),
    })),
    series: measures.map((index) => title(result.columns[index]?.name ?? "")),
  };
}
