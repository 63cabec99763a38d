/** Mistakes in functions that users define. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * A function is a file in `functions/` and an entry that says what it gives; the entry is missing.
 * @example functions/cents.sql without an entry `functions: [{name: cents, returns: {data_type: integer}}]`
 */
export const functionWithoutReturns = (name: string, at: Place) =>
  new Problem("FUNCTION_WITHOUT_RETURNS", `Nothing says what the function "${name}" returns.`, {
    at,
    hint: `Add an entry to \`functions:\` of a properties file, with \`returns: {data_type: …}\`.`,
  });

/**
 * An overload names a file that is not there, or that another function has taken.
 * @example
 * functions:
 *   - name: cents
 *     returns: {data_type: integer}
 *     overloads: [{defined_in: cents_of_text}]
 */
export const overloadNotFound = (name: string, definedIn: string, at: Place) =>
  new Problem(
    "OVERLOAD_NOT_FOUND",
    `The function "${name}" has an overload "${definedIn}", but no file functions/${definedIn}.sql is left for it.`,
    { at, hint: "Each overload has a file of its own, which belongs to one function." },
  );

/**
 * A function names itself as its own overload.
 * @example
 * functions:
 *   - name: cents
 *     returns: {data_type: integer}
 *     overloads: [{defined_in: cents}]
 */
export const overloadIsItself = (name: string, at: Place) =>
  new Problem("OVERLOAD_IS_ITSELF", `The function "${name}" is listed as its own overload.`, {
    at,
    hint: "Name the file of another body.",
  });

/**
 * An argument without a default follows one that has a default, which no call could leave out.
 * @example
 * functions:
 *   - name: cents
 *     arguments:
 *       - {name: rate, data_type: integer, default_value: 100}
 *       - {name: price, data_type: numeric}
 *     returns: {data_type: integer}
 */
export const argumentWithoutDefault = (name: string, argument: string, at: Place) =>
  new Problem(
    "ARGUMENT_WITHOUT_DEFAULT",
    `The argument "${argument}" of the function "${name}" has no default, but one before it has.`,
    { at, hint: "Put arguments with a default last." },
  );

/**
 * A function's body is Python or JavaScript, which neither DuckDB nor Postgres run from here.
 * @example functions/cents.py
 */
export const functionLanguage = (name: string, language: string, at: Place) =>
  new Problem("FUNCTION_LANGUAGE", `The function "${name}" is written in ${language}.`, {
    at,
    hint: "Write it in SQL.",
  });
