/** Mistakes in data tests and unit tests. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * Failures of a test can be stored in a table or a view only.
 * @example +store_failures_as: materialized_view
 */
export const storeFailuresAsInvalid = (value: string, nodeId: string) =>
  new Problem(
    "STORE_FAILURES_AS_INVALID",
    `"${value}" is no value for store_failures_as; it may be ephemeral, table or view.`,
    { nodeId },
  );

/**
 * A test's query does not come back as one row of failures, should_warn and should_error.
 * @example {% macro get_test_sql(main_sql) %}select 1{% endmacro %}
 */
export const testResultShape = (nodeId: string, rows: number, columns: number) =>
  new Problem(
    "TEST_RESULT_SHAPE",
    `The test returned ${rows} rows of ${columns} columns, not one row of failures, should_warn and should_error.`,
    {
      nodeId,
      hint: "Check the test's fail_calc, warn_if and error_if, and an override of get_test_sql.",
    },
  );

/**
 * A test's warn_if or error_if gives neither true nor false.
 * @example +warn_if: "|| 'maybe'"
 */
export const testConditionNotBoolean = (nodeId: string, column: string, value: string) =>
  new Problem(
    "TEST_CONDITION_NOT_BOOLEAN",
    `"${value}", which the test gives as ${column}, is neither true nor false.`,
    { nodeId, hint: "Write warn_if and error_if as comparisons, such as `> 10`." },
  );

/**
 * The input of a unit test is not one that its model reads.
 * @example given: [{input: orders, rows: []}]
 */
export const unitTestInputInvalid = (test: string, input: string, at?: Place) =>
  new Problem(
    "UNIT_TEST_INPUT_INVALID",
    `The unit test "${test}" has an input "${input}" that cannot be found.`,
    { at, hint: "Write it as ref('model'), source('source', 'table') or this." },
  );

/**
 * The SQL that a unit test makes of its fixtures fails.
 * @example expect: {rows: [{amount: many}]} for a numeric column
 */
export const unitTestFailedToRun = (test: string, failed: Problem, nodeId: string) =>
  new Problem(
    "UNIT_TEST_FAILED_TO_RUN",
    `The unit test "${test}" could not run: ${failed.message}`,
    {
      nodeId,
      at: failed.at,
      cause: failed,
      hint: "The definition of the test may be wrong: check the types of its values.",
    },
  );
