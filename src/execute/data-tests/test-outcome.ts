/** Decides what the one row that a data test returns means: pass, warn or fail, with dbt's words. */
import type { Flags } from "../../core/flags.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import type { Status } from "../../core/outcomes.ts";
import { testConditionNotBoolean, testResultShape } from "../../core/problems/test.ts";
import { isTrue, str, type Value } from "../../jinja/index.ts";
import type { Table } from "../../project/context/agate/table.ts";

export interface TestVerdict {
  readonly status: Extract<Status, "pass" | "warn" | "fail">;
  readonly message: string | null;
  /** 0 for a test that passes, whatever it counted. */
  readonly failures: number;
}

interface TestRow {
  readonly failures: number;
  readonly shouldWarn: boolean;
  readonly shouldError: boolean;
}

/**
 * @throws Problem when the result is not one row of three columns, or its conditions are not boolean
 */
export function judgeTest(
  nodeId: string,
  config: NodeConfig,
  result: Table,
  flags: Flags,
): TestVerdict {
  const row = testRow(nodeId, result);
  const got = `Got ${row.failures} ${row.failures === 1 ? "result" : "results"}, configured to`;
  const severity = (config.severity ?? "ERROR").toUpperCase();
  const { failures } = row;
  if (severity === "ERROR" && row.shouldError)
    return { status: "fail", message: `${got} fail if ${config.error_if ?? "!= 0"}`, failures };
  if (!row.shouldWarn) return { status: "pass", message: null, failures: 0 };
  const condition = config.warn_if ?? "!= 0";
  return warningsFail(flags)
    ? { status: "fail", message: `${got} fail if ${condition}`, failures }
    : { status: "warn", message: `${got} warn if ${condition}`, failures };
}

/** dbt's name of the event that a test's warning is. */
const warningName = "LogTestResult";

function warningsFail({ warnError, warnErrorOptions }: Flags): boolean {
  const { error, warn } = warnErrorOptions;
  if (warnError) return true;
  return error === "all" ? !warn.includes(warningName) : error.includes(warningName);
}

function testRow(nodeId: string, { columnNames, rows }: Table): TestRow {
  const [row] = rows;
  if (row === undefined || rows.length !== 1 || columnNames.length !== 3)
    throw testResultShape(nodeId, rows.length, columnNames.length);
  const cell = (name: string): Value =>
    row.values[columnNames.findIndex((column) => column.toLowerCase() === name)] ?? null;
  return {
    failures: failureCount(cell("failures")),
    shouldWarn: booleanOf(nodeId, "should_warn", cell("should_warn")),
    shouldError: booleanOf(nodeId, "should_error", cell("should_error")),
  };
}

/** A sum over no rows is null, which counts as none. */
const failureCount = (cell: Value): number => (cell === null ? 0 : Number(str(cell)));

const trueWords = ["y", "yes", "t", "true", "on", "1"];
const falseWords = ["n", "no", "f", "false", "off", "0"];

/** Databases without booleans give numbers or words. */
function booleanOf(nodeId: string, column: string, cell: Value): boolean {
  if (typeof cell !== "string") return isTrue(cell);
  const word = cell.toLowerCase();
  if (trueWords.includes(word)) return true;
  if (falseWords.includes(word)) return false;
  throw testConditionNotBoolean(nodeId, column, cell);
}
