/** What can be wrong with a report: its declaration, its queries, and the run that it is about. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * The report is about the last run, and no run has written its results yet.
 *
 * @example
 * tsdbt clean
 * tsdbt report
 */
export const reportNeedsRun = (artifact: string) =>
  new Problem("REPORT_NEEDS_RUN", `There is no ${artifact} to report on.`, {
    hint: 'Run "tsdbt build" first.',
  });

/**
 * An artifact of the last run cannot be read, so somebody else wrote it or it was cut off.
 *
 * @example
 * echo '{"metadata":' > target/run_results.json
 */
export const reportArtifactBroken = (artifact: string, reason: string) =>
  new Problem("REPORT_ARTIFACT_BROKEN", `${artifact} cannot be read: ${reason}.`, {
    hint: 'Run "tsdbt build" again: it writes the file anew.',
  });

/**
 * The file named by `--declaration` does not exist.
 *
 * @example
 * tsdbt report --declaration dashboard.yml
 */
export const reportDeclarationMissing = (file: string) =>
  new Problem("REPORT_DECLARATION_MISSING", `There is no file ${file}.`, {
    hint: "Leave --declaration out to use report.yml, or to report without charts.",
  });

/**
 * A key in the report's declaration is unknown, missing, or has a value of the wrong kind.
 *
 * @example
 * charts:
 *   - title: Revenue
 *     kind: pie
 */
export const reportDeclarationInvalid = (
  what: string,
  message: string,
  at: Place,
  source: string,
) =>
  new Problem("REPORT_DECLARATION_INVALID", `${what}: ${message}.`, {
    at,
    source,
    hint: "docs/report.md lists what a report may declare.",
  });

/**
 * A query of the report refers to a node that is not in the manifest.
 *
 * @example
 * charts:
 *   - title: Revenue
 *     kind: number
 *     ref: revenue_dialy
 */
export const reportRefNotFound = (
  name: string,
  at: Place | undefined,
  source: string,
  closest: string | undefined,
) =>
  new Problem("REPORT_REF_NOT_FOUND", `No model, seed or snapshot is called "${name}".`, {
    at,
    source,
    hint: closest === undefined ? '"tsdbt ls" lists what there is.' : `Did you mean "${closest}"?`,
  });

/**
 * The Jinja of a query or sentence in the report's declaration is broken.
 *
 * @example
 * charts:
 *   - title: Revenue
 *     kind: number
 *     sql: select sum(revenue) from {{ ref('revenue_daily') }
 */
export const reportTemplateBroken = (what: string, reason: string, at: Place, source: string) =>
  new Problem("REPORT_TEMPLATE_BROKEN", `${what} cannot be rendered: ${reason}`, { at, source });

/**
 * The database refused a query of the report.
 *
 * @example
 * charts:
 *   - title: Revenue
 *     kind: number
 *     sql: select sum(revenu) from {{ ref('revenue_daily') }}
 */
export const reportQueryFailed = (what: string, reason: string, at: Place, source: string) =>
  new Problem("REPORT_QUERY_FAILED", `The query of ${what} failed: ${reason}`, {
    at,
    source,
    hint: "The models it reads must have been built on this target.",
  });

/**
 * A chart names a column that its query does not give.
 *
 * @example
 * charts:
 *   - title: Revenue
 *     kind: line
 *     ref: revenue_daily
 *     x: day
 *     y: revenue
 */
export const reportColumnMissing = (
  what: string,
  column: string,
  columns: readonly string[],
  at: Place,
  source: string,
) =>
  new Problem("REPORT_COLUMN_MISSING", `The query of ${what} gives no column "${column}".`, {
    at,
    source,
    hint: `It gives ${columns.join(", ")}.`,
  });
