/** Mistakes in the declaration of a report. */
import type { Files, Mistake } from "./mistake.ts";

const reported = (
  code: string,
  place: string,
  declaration: string,
  files: Files = {},
): Mistake => ({
  code,
  place,
  files: { "models/daily.sql": "select 1 as day", "report.yml": declaration, ...files },
  before: { command: "build" },
  command: "report",
});

const chart = (code: string, place: string, rest: string): Mistake =>
  reported(
    code,
    place,
    `title: Shop\ncharts:\n  - title: Revenue\n    ${rest.replaceAll("\n", "\n    ")}\n`,
  );

export const reportMistakes: readonly Mistake[] = [
  { code: "REPORT_NEEDS_RUN", place: "", command: "report" },
  {
    ...reported("REPORT_ARTIFACT_BROKEN", "", "title: Shop\n"),
    place: "",
    before: { command: "build", change: { "target/run_results.json": '{"metadata":' } },
  },
  {
    ...reported("REPORT_DECLARATION_MISSING", "", "title: Shop\n"),
    place: "",
    command: "report --declaration dashboard.yml",
  },
  chart("REPORT_DECLARATION_INVALID", "report.yml:4:5", "kind: pie"),
  chart("REPORT_REF_NOT_FOUND", "report.yml:5:5", "kind: number\nref: dialy"),
  chart(
    "REPORT_TEMPLATE_BROKEN",
    "report.yml:5:5",
    "kind: number\nsql: select 1 from {{ ref('daily') }",
  ),
  chart(
    "REPORT_QUERY_FAILED",
    "report.yml:5:5",
    "kind: number\nsql: select sum(revenu) from {{ ref('daily') }}",
  ),
  chart("REPORT_COLUMN_MISSING", "report.yml:5:5", "kind: line\nref: daily\nx: day\ny: revenue"),
];
