/** Data tests as properties files declare them. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean } from "./wording.ts";

const others = (count: number): string =>
  count === 1 ? "" : ` (and so do ${count - 1} other${count === 2 ? "" : "s"})`;

/**
 * A test in a properties file names a macro that does not exist.
 *
 * @example
 * models: [{name: orders, columns: [{name: id, data_tests: [uniqe]}]}]
 */
export const testNotFound = (name: string, meant: string | undefined, at: Place) =>
  new Problem("TEST_NOT_FOUND", `There is no generic test named "${name}".`, {
    at,
    hint: didYouMean(meant) ?? "Install the package that has it, or define it with {% test %}.",
  });

/**
 * A test in a properties file is neither a name nor a name with arguments.
 *
 * @example
 * models: [{name: orders, data_tests: [{unique: {}, not_null: {}}]}]
 */
export const testNotReadable = (at: Place) =>
  new Problem("TEST_NOT_READABLE", "This is neither a test's name nor a name with its arguments.", {
    at,
    hint: 'Write "- unique" or "- accepted_values: {arguments: {values: […]}}".',
  });

/**
 * A test's name cannot be the name of a macro.
 *
 * @example
 * models: [{name: orders, data_tests: ["1_unique"]}]
 */
export const testNameInvalid = (name: string, at: Place) =>
  new Problem("TEST_NAME_INVALID", `"${name}" cannot be the name of a test.`, { at });

/**
 * What stands below a test's name is not a mapping.
 *
 * @example
 * models: [{name: orders, columns: [{name: state, data_tests: [{accepted_values: [new, old]}]}]}]
 */
export const testArgumentsNotMapping = (name: string, at: Place) =>
  new Problem(
    "TEST_ARGUMENTS_NOT_MAPPING",
    `The arguments of the test "${name}" are not a mapping.`,
    {
      at,
      hint: 'Name them, such as "arguments: {values: […]}".',
    },
  );

/**
 * A test's config is not a mapping.
 *
 * @example
 * models: [{name: orders, data_tests: [{unique: {config: warn}}]}]
 */
export const testConfigNotMapping = (name: string, at: Place) =>
  new Problem("TEST_CONFIG_NOT_MAPPING", `The "config" of the test "${name}" is not a mapping.`, {
    at,
  });

/**
 * A key of a test's config stands both beside `config:` and in it.
 *
 * @example
 * data_tests: [{unique: {severity: warn, config: {severity: error}}}]
 */
export const testConfigTwice = (name: string, key: string, at: Place) =>
  new Problem(
    "TEST_CONFIG_TWICE",
    `The test "${name}" has "${key}" both beside "config" and in it.`,
    { at, hint: "Keep the one in `config:`." },
  );

/**
 * A test is given the argument that it gets by itself.
 *
 * @example
 * data_tests: [{unique: {model: ref('orders')}}]
 */
export const testModelArgument = (name: string, at: Place) =>
  new Problem("TEST_MODEL_ARGUMENT", `The test "${name}" cannot be given "model".`, {
    at,
    hint: "It is what the test is attached to.",
  });

/**
 * A test's tags are not text.
 *
 * @example
 * data_tests: [{unique: {config: {tags: [1]}}}]
 */
export const testTagsNotStrings = (at: Place) =>
  new Problem("TEST_TAGS_NOT_STRINGS", "The tags of this test are not a list of text.", { at });

/**
 * Arguments of a test stand beside its config instead of under `arguments:`.
 *
 * @example
 * data_tests: [{accepted_values: {values: [new, old]}}]
 */
export const looseTestArguments = (name: string, target: string, count: number, at: Place) =>
  new Problem(
    "LOOSE_TEST_ARGUMENTS",
    `The test "${name}" of "${target}" has arguments that do not stand under "arguments"${others(count)}.`,
    { at, hint: "Move them under `arguments:`." },
  );

/**
 * Config of a test stands beside `config:` instead of in it.
 *
 * @example
 * data_tests: [{unique: {severity: warn}}]
 */
export const looseTestConfig = (name: string, key: string, count: number, at: Place) =>
  new Problem(
    "LOOSE_TEST_CONFIG",
    `The test "${name}" has "${key}" beside its "config"${others(count)}.`,
    { at, hint: "Move it under `config:`." },
  );
