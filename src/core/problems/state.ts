/** Problems with the artifacts of an earlier run. */
import { Problem } from "../problem.ts";

/**
 * `--defer` and `clone` look up where an earlier run put its tables, and nobody said which run.
 *
 * @example
 * tsdbt run --defer
 */
export const stateNeeded = (what: string) =>
  new Problem("STATE_NEEDED", `${what} needs the artifacts of an earlier run.`, {
    hint: "Name the folder that holds its manifest.json: --state path/to/artifacts.",
  });

/**
 * The folder of the earlier run has no `manifest.json`.
 *
 * @example
 * tsdbt clone --state nowhere
 */
export const stateNotFound = (file: string) =>
  new Problem("STATE_NOT_FOUND", `There is no ${file}.`, {
    hint: "--state takes the target folder of an earlier run, or a copy of it.",
  });

/**
 * The `manifest.json` of the earlier run is no manifest.
 *
 * @example
 * echo "{}" > old/manifest.json
 * tsdbt clone --state old
 */
export const stateInvalid = (file: string, why: string) =>
  new Problem("STATE_INVALID", `${file} is no manifest: ${why}.`, {
    at: { file, line: 1, column: 1 },
    hint: "--state takes artifacts that tsdbt or dbt wrote.",
  });
