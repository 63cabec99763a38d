/** Lines over an ordered x: one per measure, or one per value of a series column. */
import type { Cell } from "../../../adapters/adapter.ts";
import { axisLabel, numberOf } from "../format.ts";
import { axisTo } from "../scale.ts";
import { type ChartData, columnIndex, formatOf, formatterOf, title } from "./chart.ts";

export interface LineChart {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly xTicks: readonly { readonly x: number; readonly label: string }[];
  readonly yTicks: readonly { readonly y: number; readonly label: string }[];
  readonly lines: readonly {
    readonly name: string;
    readonly path: string;
    readonly area: string;
    readonly points: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  }[];
}

const margin = { left: 52, right: 14, top: 12, bottom: 26 };

interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly texts: readonly string[];
}

/** @param width in pixels */
export function lineChart(data: ChartData, width: number): LineChart {
  const { chart } = data;
  if (chart.kind !== "line") throw new Error(`Bug: ${chart.kind} is no line chart`);
  const height = width < 600 ? 292 : 250;
  const x = columnIndex(data, chart.x);
  const steps = [...new Set(data.result.rows.map((row) => formatterOf(data, x)(row[x] ?? null)))];
  const lines = linesOf(data, steps, x);
  const measure = columnIndex(data, [chart.y].flat()[0] ?? "");
  const values = lines.flatMap((line) => line.values.map((value) => value ?? 0));
  const axis = axisTo(Math.max(0, ...values));
  const bottom = height - margin.bottom;
  const atX = (index: number) =>
    margin.left + (index / Math.max(1, steps.length - 1)) * (width - margin.left - margin.right);
  const atY = (value: number) => bottom - (value / axis.end) * (bottom - margin.top);
  const every = Math.max(1, Math.ceil(steps.length / Math.floor((width - margin.left) / 84)));
  return {
    width,
    height,
    left: margin.left,
    bottom,
    xTicks: steps.flatMap((label, index) =>
      index % every === 0 ? [{ x: atX(index), label }] : [],
    ),
    yTicks: axis.marks.map((mark) => ({
      y: atY(mark),
      label: axisLabel(mark, formatOf(data, measure)),
    })),
    lines: lines.map((line) => drawn(line, steps, atX, atY, bottom)),
  };
}

function linesOf(data: ChartData, steps: readonly string[], x: number): Line[] {
  const { chart, result } = data;
  if (chart.kind !== "line") return [];
  const xText = formatterOf(data, x);
  const pick = (index: number, rows: readonly (readonly Cell[])[], name: string): Line => {
    const text = formatterOf(data, index);
    const byStep = new Map(rows.map((row) => [xText(row[x] ?? null), row[index] ?? null]));
    return {
      name,
      values: steps.map((step) => numberOf(byStep.get(step) ?? null)),
      texts: steps.map((step) => text(byStep.get(step) ?? null)),
    };
  };
  const measures = [chart.y].flat().map((name) => columnIndex(data, name));
  if (chart.series === undefined)
    return measures.map((index) =>
      pick(index, result.rows, title(result.columns[index]?.name ?? "")),
    );
  const series = columnIndex(data, chart.series);
  const names = [...new Set(result.rows.map((row) => String(row[series])))];
  return names.map((name) =>
    pick(
      measures[0] ?? 0,
      result.rows.filter((row) => String(row[series]) === name),
      name,
    ),
  );
}

function drawn(
  { name, values, texts }: Line,
  steps: readonly string[],
  atX: (index: number) => number,
  atY: (value: number) => number,
  bottom: number,
): LineChart["lines"][number] {
  const points = values.flatMap((value, index) =>
    value === null
      ? []
      : [{ x: round(atX(index)), y: round(atY(value)), text: `${steps[index]}: ${texts[index]}` }],
  );
  const path = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  const area =
    points.length < 2 ? "" : `${path}L${points.at(-1)?.x} ${bottom}L${points[0]?.x} ${bottom}Z`;
  return { name, path, area, points };
}

const round = (value: number) => Math.round(value * 10) / 10;
