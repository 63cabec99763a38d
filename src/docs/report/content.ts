/** Everything a report says, as data: the run from its artifacts, the project's own part from its queries. */
import type { Cell } from "../../adapters/adapter.ts";
import type { Problem } from "../../core/problem.ts";
import { problemsIn, throwAll } from "../../core/problem.ts";
import type { ArtifactNode, RunArtifacts } from "./artifacts.ts";
import { type BarChart, barChart } from "./charts/bar.ts";
import { type ChartData, columnIndex, type DataTable, tableOf } from "./charts/chart.ts";
import { type LineChart, lineChart } from "./charts/line.ts";
import type { Chart, Declaration } from "./declaration.ts";
import { formatterFor, usualFormat } from "./format.ts";
import { type GraphLayout, layOutGraph } from "./graph-layout.ts";
import { isDrawn, layerOf } from "./layers.ts";
import type { DeclaredQuery, QueryRows, RunQuery } from "./queries.ts";
import { type Sentences, writeSentence } from "./sentences.ts";
import { type TestResults, testResultsOf } from "./test-results.ts";
import { type Timeline, timelineOf } from "./timeline.ts";

export interface ReportChart {
  readonly title: string;
  readonly description: string;
  readonly kind: Chart["kind"];
  readonly width: "full" | "half" | "third";
  readonly bar?: BarChart;
  readonly line?: LineChart;
  readonly number?: string;
  readonly table: DataTable;
}

export interface ReportContent {
  readonly title: string;
  readonly description: string;
  readonly currency: string;
  readonly artifacts: RunArtifacts;
  readonly layers: readonly string[];
  readonly graph: GraphLayout;
  readonly timeline: Timeline;
  readonly tests: TestResults;
  /** How many of each resource type the run built, in the order of dbt's lists. */
  readonly built: readonly { readonly type: string; readonly count: number }[];
  readonly headlines: readonly {
    readonly title: string;
    readonly value: string;
    readonly note: string;
  }[];
  readonly findings: readonly { readonly title: string; readonly sentences: Sentences }[];
  readonly charts: readonly ReportChart[];
  readonly tryNext: readonly { readonly command: string; readonly does: string }[];
}

const chartWidths = { full: 1180, half: 574, third: 372 } as const;
const builtTypes = ["model", "seed", "snapshot"];
const usualSentences = 3;

/**
 * Runs the declared queries and puts everything together.
 * @throws Problems with every query that is wrong
 */
export async function reportContent(
  artifacts: RunArtifacts,
  declaration: Declaration,
  run: RunQuery,
): Promise<ReportContent> {
  const { content } = declaration;
  const drawn = artifacts.nodes.filter(isDrawn);
  const graph = layOutGraph(drawn);
  const layers = layersInOrder(graph);
  const problems: Problem[] = [];
  const each = <T, R>(items: readonly T[], make: (item: T, index: number) => Promise<R>) =>
    inTurn(items, make, problems);
  const headlines = await each(content.headlines, (_, index) => headline(declaration, index, run));
  const findings = await each(content.findings, (_, index) => finding(declaration, index, run));
  const charts = await each(content.charts, (_, index) => chart(declaration, index, run));
  throwAll(problems);
  return {
    title: content.title,
    description: content.description ?? "",
    currency: content.currency,
    artifacts,
    layers,
    graph,
    timeline: timelineOf(artifacts),
    tests: testResultsOf(artifacts, layers),
    built: countBuilt(artifacts),
    headlines,
    findings,
    charts,
    tryNext: content.try_next,
  };
}

/** One after the other, as they share a connection; problems are collected, so that all of them are told at once. */
async function inTurn<T, R>(
  items: readonly T[],
  make: (item: T, index: number) => Promise<R>,
  problems: Problem[],
): Promise<R[]> {
  const made: R[] = [];
  for (const [index, item] of items.entries()) {
    try {
      made.push(await make(item, index));
    } catch (thrown) {
      const found = problemsIn(thrown);
      if (found === undefined) throw thrown;
      problems.push(...found);
    }
  }
  return made;
}

async function headline(declaration: Declaration, index: number, run: RunQuery) {
  const declared = declaration.content.headlines[index];
  if (declared === undefined) throw new Error("Bug: no such headline");
  const query = queryAt(declaration, "headlines", index);
  const result = await run(query);
  const column =
    declared.column === undefined ? 0 : columnIndex({ query, result }, declared.column);
  const format = declared.format ?? formatOfColumn(result, column);
  const value = formatterFor(
    format,
    declaration.content.currency,
  )(result.rows[0]?.[column] ?? null);
  const note = await writeSentence(
    declared.note ?? "",
    rowAsObject(result, 0),
    query,
    declaration.content.currency,
  );
  return { title: declared.title, value, note: note.text };
}

async function finding(declaration: Declaration, index: number, run: RunQuery) {
  const declared = declaration.content.findings[index];
  if (declared === undefined) throw new Error("Bug: no such finding");
  const query = queryAt(declaration, "findings", index);
  const result = await run(query);
  const rows = result.rows.slice(0, declared.limit ?? usualSentences);
  const sentences = await Promise.all(
    rows.map((_, row) =>
      writeSentence(declared.text, rowAsObject(result, row), query, declaration.content.currency),
    ),
  );
  return { title: declared.title, sentences };
}

async function chart(declaration: Declaration, index: number, run: RunQuery): Promise<ReportChart> {
  const declared = declaration.content.charts[index];
  if (declared === undefined) throw new Error("Bug: no such chart");
  const query = queryAt(declaration, "charts", index);
  const result = await run(query);
  const data: ChartData = {
    chart: declared,
    query,
    result,
    currency: declaration.content.currency,
  };
  const width = declared.width ?? (declared.kind === "number" ? "third" : "full");
  const common = {
    title: declared.title,
    description: declared.description ?? "",
    kind: declared.kind,
    width,
  };
  switch (declared.kind) {
    case "bar":
      return {
        ...common,
        bar: barChart(data, chartWidths[width]),
        table: tableOf(data, undefined),
      };
    case "line":
      return {
        ...common,
        line: lineChart(data, chartWidths[width]),
        table: tableOf(data, undefined),
      };
    case "table":
      return { ...common, table: tableOf(data, declared.columns, declared.bars) };
    case "number": {
      const table = tableOf(data, declared.column === undefined ? undefined : [declared.column]);
      return { ...common, number: table.rows[0]?.[0]?.text ?? "—", table };
    }
  }
}

function queryAt(
  declaration: Declaration,
  list: "headlines" | "findings" | "charts",
  index: number,
): DeclaredQuery {
  const declared = declaration.content[list][index];
  const key = declared?.sql === undefined ? "ref" : "sql";
  return {
    sql: declared?.sql,
    ref: declared?.ref,
    what: `${list.replace(/s$/, "")} "${declared?.title}"`,
    at: declaration.locate([list, index, key]),
    source: declaration.text,
  };
}

const formatOfColumn = (result: QueryRows, index: number) => {
  const column = result.columns[index];
  return column === undefined ? "text" : usualFormat(column);
};

const rowAsObject = (result: QueryRows, row: number): Readonly<Record<string, Cell>> =>
  Object.fromEntries(
    result.columns.map((column, index) => [column.name, result.rows[row]?.[index] ?? null]),
  );

/** From left to right as the graph shows them: by where the middle of a layer lies. */
function layersInOrder({ nodes }: GraphLayout): string[] {
  const places = new Map<string, number[]>();
  for (const { node, x } of nodes)
    places.set(layerOf(node), [...(places.get(layerOf(node)) ?? []), x]);
  const middle = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  return [...places].sort((a, b) => middle(a[1]) - middle(b[1])).map(([layer]) => layer);
}

function countBuilt({ nodes, results }: RunArtifacts) {
  const byId = new Map<string, ArtifactNode>(nodes.map((node) => [node.unique_id, node]));
  const built = results.filter((result) => result.status === "success");
  return builtTypes.flatMap((type) => {
    const count = built.filter(
      (result) => byId.get(result.unique_id)?.resource_type === type,
    ).length;
    return count === 0 ? [] : [{ type, count }];
  });
}
