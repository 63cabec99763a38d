/** Unit tests as properties files declare them. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean } from "./wording.ts";

/**
 * A unit test speaks of a model that does not exist.
 *
 * @example
 * unit_tests: [{name: adds_up, model: ordes, given: [], expect: {rows: []}}]
 */
export const unitTestModel = (name: string, model: string, meant: string | undefined, at: Place) =>
  new Problem(
    "UNIT_TEST_MODEL",
    `The unit test "${name}" tests "${model}", which does not exist.`,
    {
      at,
      hint: didYouMean(meant),
    },
  );

/**
 * The rows of a unit test are not in the form that its format says.
 *
 * @example
 * unit_tests: [{name: a, model: orders, given: [], expect: {format: csv, rows: [{id: 1}]}}]
 */
export const unitTestRows = (name: string, format: string, expected: string, at: Place) =>
  new Problem(
    "UNIT_TEST_ROWS",
    `Rows of the unit test "${name}" should be ${expected}, because their format is ${format}.`,
    { at },
  );

/**
 * An input of a unit test has no rows and is not a seed.
 *
 * @example
 * unit_tests: [{name: a, model: orders, given: [{input: ref('stg_orders')}], expect: {rows: []}}]
 */
export const unitTestSeed = (name: string, input: string, at: Place) =>
  new Problem(
    "UNIT_TEST_SEED",
    `The input ${input} of the unit test "${name}" has no rows, and is no seed that has them.`,
    { at },
  );

/**
 * A unit test names a fixture file that does not exist.
 *
 * @example
 * unit_tests: [{name: a, model: orders, given: [], expect: {format: csv, fixture: nothing}}]
 */
export const fixtureNotFound = (name: string, fixture: string, at: Place) =>
  new Problem("FIXTURE_NOT_FOUND", `The unit test "${name}" names the fixture "${fixture}".`, {
    at,
    hint: "Fixtures are .csv and .sql files in tests/fixtures.",
  });

/**
 * A unit test of an incremental model does not say whether it tests the incremental run.
 *
 * @example
 * unit_tests: [{name: a, model: an_incremental_model, given: [], expect: {rows: []}}]
 */
export const unitTestIncremental = (name: string, model: string, at: Place) =>
  new Problem(
    "UNIT_TEST_INCREMENTAL",
    `The unit test "${name}" does not say whether the model "${model}" is incremental in it.`,
    { at, hint: "Write overrides: {macros: {is_incremental: true}}, or false." },
  );

/**
 * A unit test of an incremental run does not give what the model has already.
 *
 * @example
 * unit_tests:
 *   - name: a
 *     model: an_incremental_model
 *     overrides: {macros: {is_incremental: true}}
 *     given: []
 *     expect: {rows: []}
 */
export const unitTestThis = (name: string, model: string, at: Place) =>
  new Problem(
    "UNIT_TEST_THIS",
    `The unit test "${name}" of an incremental run of "${model}" has no input "this".`,
    { at },
  );

/**
 * A unit test selects versions of a model that has none, or none of those that there are.
 *
 * @example
 * unit_tests: [{name: a, model: orders, versions: {include: [9]}, given: [], expect: {rows: []}}]
 */
export const unitTestVersions = (name: string, model: string, at: Place) =>
  new Problem(
    "UNIT_TEST_VERSIONS",
    `The unit test "${name}" selects versions that the model "${model}" does not have.`,
    { at },
  );
