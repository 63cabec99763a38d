import { expect, test } from "vitest";
import { problemsIn } from "../../core/problem.ts";
import { node, smallRun } from "./artifacts.test.data.ts";
import { reportContent } from "./content.ts";
import { parseDeclaration } from "./declaration.ts";
import { axisLabel, formatterFor } from "./format.ts";
import { layOutGraph, nodeWidth } from "./graph-layout.ts";
import { renderPage } from "./page.ts";
import { type QueryRows, renderQuery } from "./queries.ts";
import { axisTo } from "./scale.ts";
import { summaryOf } from "./summary.ts";
import { testResultsOf } from "./test-results.ts";
import { timelineOf } from "./timeline.ts";

const declared = `
title: Shop
headlines:
  - title: Revenue
    sql: select 1
    format: money
    note: "of {{ orders | number }} orders"
charts:
  - {title: By product, kind: bar, sql: select 1, x: product, y: revenue}
  - {title: Each day, kind: line, sql: select 1, x: product, y: [revenue]}
try_next:
  - {command: tsdbt ls, does: list the nodes}
`;

const rows: QueryRows = {
  columns: [
    { name: "revenue", type: "DECIMAL(18,2)", kind: "decimal" },
    { name: "orders", type: "BIGINT", kind: "integer" },
    { name: "product", type: "VARCHAR", kind: "text" },
  ],
  rows: [
    ["1234.50", 1000, "<script>alert(1)</script>"],
    ["20.00", 2, "b"],
  ],
};

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (thrown) {
    return (problemsIn(thrown) ?? []).map(({ message, at }) => `${at?.line}: ${message}`);
  }
  return [];
}

test("every mistake of a declaration is told at once, each with its line", () => {
  const text = [
    "titel: Shop",
    "charts:",
    "  - title: A",
    "    kind: pie",
    "    sql: select 1",
    "  - title: B",
    "    kind: bar",
    "    x: day",
    "    y: revenue",
  ].join("\n");
  expect(problemsOf(() => parseDeclaration(text, "report.yml"))).toEqual([
    "1: title: it is missing.",
    "4: chart 1, kind: kind must be number, bar, line or table.",
    "6: chart 2: give either sql or ref.",
    '1: The report: the key "titel" is unknown.',
  ]);
});

test("a reader stands right of what it reads, and a node that reads nothing next to its reader", () => {
  const placed = layOutGraph([
    ...smallRun().nodes.filter(({ resource_type }) => resource_type !== "test"),
    node("seed.shop.rates"),
    node("model.shop.margin", { depends_on: { nodes: ["model.shop.revenue", "seed.shop.rates"] } }),
  ]);
  const x = Object.fromEntries(placed.nodes.map((one) => [one.node.name, one.x]));
  expect(x.orders).toBeLessThan((x.stg_orders ?? 0) - nodeWidth);
  expect(x.stg_orders).toBeLessThan((x.revenue ?? 0) - nodeWidth);
  expect(x.rates).toBe(x.revenue);
  expect(placed.edges).toHaveLength(4);
});

test("the timeline shows each node where and as long as it ran", () => {
  const { bars, slowest, lanes, seconds } = timelineOf(smallRun());
  expect([lanes, seconds]).toEqual([1, 10]);
  expect(bars.map(({ name, left, width }) => [name, left, width])).toEqual([
    ["stg_orders", 0, 20],
    ["not_null", 20, 10],
    ["revenue", 30, 50],
    ["adds_up", 80, 20],
  ]);
  expect(slowest[0]?.name).toBe("revenue");
});

test("a test counts for the layer of what it tests, and across layers when it reads several", () => {
  const { layers, all, notPassed } = testResultsOf(smallRun(), ["sources", "staging", "marts"]);
  expect(layers.map(({ layer, passed, failed }) => [layer, passed, failed])).toEqual([
    ["staging", 1, 0],
    ["across layers", 0, 1],
  ]);
  expect(all.total).toBe(2);
  expect(notPassed.map(({ name, message }) => [name, message])).toEqual([
    ["adds_up", "Got 3 results"],
  ]);
});

test("numbers are written by their format and axes end at round values", () => {
  expect(formatterFor("percent", "EUR")("0.0108")).toBe("1.1%");
  expect(formatterFor("money", "EUR")("1234567.8")).toBe("€1,234,568");
  expect(formatterFor("number", "EUR")(null)).toBe("—");
  expect(axisLabel(12_500, "number")).toBe("12.5K");
  expect(axisTo(10_321)).toEqual({ end: 12_500, marks: [0, 2500, 5000, 7500, 10_000, 12_500] });
  expect(axisTo(0).end).toBeGreaterThan(0);
});

test("the page asks nothing of the network and runs no text of the data", async () => {
  const content = await reportContent(
    smallRun(),
    parseDeclaration(declared, "report.yml"),
    async () => rows,
  );
  const page = await renderPage(content);
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(page).not.toMatch(/@import|url\(/);
  expect(page).not.toContain("<script>alert");
  expect(page).toContain("&lt;script&gt;alert");
  expect(page).toContain("€1,235");
  expect(page).toContain("With errors");
});

test("the summary says what was built, what the data says and what to try", async () => {
  const content = await reportContent(
    smallRun(),
    parseDeclaration(declared, "report.yml"),
    async () => rows,
  );
  expect(summaryOf(content, "target/report.html", 80)).toBe(`
Shop

  What was built (build on duckdb, 10.0 s)
    2 models
    2 tests: 1 passed, 1 failed

  What the data says
    Revenue  €1,235  of 1,000 orders

  The whole report
    target/report.html

  Try next
    tsdbt ls  list the nodes`);
});

test("all charts that name a missing column are told at once", async () => {
  const text = declared.replaceAll("x: product", "x: day");
  const work = reportContent(smallRun(), parseDeclaration(text, "report.yml"), async () => rows);
  const problems = await work.then(() => [], problemsIn);
  expect(problems?.map(({ code, at }) => [code, at?.line])).toEqual([
    ["REPORT_COLUMN_MISSING", 9],
    ["REPORT_COLUMN_MISSING", 10],
  ]);
});

test("ref and source become relations, and a mistyped name gets a suggestion", () => {
  const query = (sql: string) => ({
    sql,
    what: 'chart "A"',
    at: { file: "report.yml", line: 3, column: 1 },
    source: "",
  });
  expect(renderQuery(query("select * from {{ ref('revenue') }}"), smallRun())).toBe(
    'select * from "shop"."main"."revenue"',
  );
  expect(() => renderQuery(query("{{ ref('revenu') }}"), smallRun())).toThrow(
    expect.objectContaining({ code: "REPORT_REF_NOT_FOUND", hint: 'Did you mean "revenue"?' }),
  );
});
