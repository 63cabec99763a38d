/** Properties files that say something in a form that means nothing. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean } from "./wording.ts";

/**
 * A properties file holds something else than sections.
 *
 * @example
 * - name: orders
 */
export const fileIsNoMapping = (file: string, at: Place) =>
  new Problem("FILE_IS_NO_MAPPING", `${file} is not a mapping of sections.`, {
    at,
    hint: 'Begin it with a section, such as "models:".',
  });

/**
 * A section of a properties file is understood, but this program does nothing with it.
 *
 * @example
 * metrics: [{name: revenue, label: Revenue, type: simple, type_params: {measure: revenue}}]
 */
export const sectionIgnored = (section: string, at: Place) =>
  new Problem(
    "SECTION_IGNORED",
    `"${section}" are read past: nothing here builds or serves them.`,
    {
      at,
    },
  );

/**
 * A section of a properties file is not a list.
 *
 * @example
 * models: {name: orders}
 */
export const sectionIsNoList = (section: string, at: Place) =>
  new Problem("SECTION_IS_NO_LIST", `"${section}" is not a list.`, {
    at,
    hint: `Write each entry below "${section}:" with "- name: …".`,
  });

/**
 * An entry of a section is not a mapping.
 *
 * @example
 * models: [orders]
 */
export const entryIsNoMapping = (section: string, at: Place) =>
  new Problem(
    "ENTRY_IS_NO_MAPPING",
    `An entry of "${section}" is not a mapping of keys to values.`,
    {
      at,
      hint: 'Write it as "- name: …".',
    },
  );

/**
 * An entry of a section has no name, or one that YAML does not read as text.
 *
 * @example
 * models: [{description: Orders}]
 */
export const entryWithoutName = (section: string, name: unknown, at: Place) =>
  new Problem(
    "ENTRY_WITHOUT_NAME",
    name === undefined
      ? `An entry of "${section}" has no name.`
      : `An entry of "${section}" has the name ${JSON.stringify(name)}, which is not text.`,
    { at, hint: name === undefined ? undefined : "Put it in quotes." },
  );

/**
 * A key at the top of a properties file means nothing.
 *
 * @example
 * model: [{name: orders}]
 */
export const unknownSection = (key: string, meant: string | undefined, at: Place) =>
  new Problem("UNKNOWN_SECTION", `Nothing reads the key "${key}" of a properties file.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * A key in a properties file holds something else than it should.
 *
 * @example
 * models: [{name: orders, columns: {name: id}}]
 */
export const wrongPropertyType = (key: string, expected: string, found: string, at: Place) =>
  new Problem("WRONG_PROPERTY_TYPE", `"${key}" should be ${expected}, but is ${found}.`, { at });

/**
 * An entry of a properties file lacks a key that it needs.
 *
 * @example
 * exposures: [{name: dashboard, type: dashboard}]
 */
export const missingProperty = (title: string, key: string, at: Place) =>
  new Problem("MISSING_PROPERTY", `This ${title} has no "${key}".`, { at });

/**
 * An entry of a properties file has a key that such entries cannot have.
 *
 * @example
 * sources: [{name: raw, table: [{name: orders}]}]
 */
export const unknownProperty = (title: string, key: string, meant: string | undefined, at: Place) =>
  new Problem("UNKNOWN_PROPERTY", `A ${title} has no key "${key}".`, {
    at,
    hint: didYouMean(meant) ?? "Put keys of your own under `meta:`.",
  });

/**
 * A key in a properties file looks mistyped; it is kept, but nothing reads it.
 *
 * @example
 * models: [{name: orders, desciption: One row per order}]
 */
export const mistypedProperty = (title: string, key: string, meant: string, at: Place) =>
  new Problem("MISTYPED_PROPERTY", `Nothing reads the key "${key}" of a ${title}.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * A property stands both beside `config:` and in it.
 *
 * @example
 * models: [{name: orders, meta: {owner: me}, config: {meta: {owner: you}}}]
 */
export const propertyTwice = (key: string, name: string, at: Place) =>
  new Problem("PROPERTY_TWICE", `"${key}" of "${name}" stands both beside "config" and in it.`, {
    at,
    hint: "Keep the one in `config:`.",
  });

/**
 * Tests are listed under both of their names.
 *
 * @example
 * models: [{name: orders, tests: [unique], data_tests: [not_null]}]
 */
export const testsTwice = (name: string, at: Place) =>
  new Problem("TESTS_TWICE", `"${name}" has both "tests" and "data_tests".`, {
    at,
    hint: "Put all of them under `data_tests:`.",
  });

/**
 * Freshness is told both by a column and by a query.
 *
 * @example
 * sources: [{name: raw, loaded_at_field: loaded_at, loaded_at_query: select now(), tables: [{name: a}]}]
 */
export const freshnessFieldAndQuery = (name: string, at: Place) =>
  new Problem(
    "FRESHNESS_FIELD_AND_QUERY",
    `The source "${name}" has both "loaded_at_field" and "loaded_at_query".`,
    { at },
  );
