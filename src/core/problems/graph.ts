/** What can be wrong with the graph of nodes, and with what a user asks of it. */
import { closestName } from "../closest.ts";
import { Problem } from "../problem.ts";
import { didYouMean } from "./wording.ts";

/**
 * Models depend on each other in a circle, so none of them can be built first.
 *
 * @example
 * -- models/a.sql
 * select * from {{ ref('b') }}
 * -- models/b.sql
 * select * from {{ ref('a') }}
 */
export const dependencyCycle = (path: readonly string[]) =>
  new Problem(
    "DEPENDENCY_CYCLE",
    `These nodes depend on each other: ${[...path, path[0]].join(" --> ")}.`,
    { hint: "Remove one of these refs, or move the shared part into a model of its own." },
  );

/**
 * A selector starts with a method that does not exist.
 *
 * @example
 * tsdbt ls --select tags:nightly
 */
export const unknownSelectorMethod = (method: string, raw: string, methods: readonly string[]) =>
  new Problem(
    "UNKNOWN_SELECTOR_METHOD",
    `"${method}" in the selector "${raw}" is not a selection method.`,
    { hint: didYouMean(closestName(method, methods)) ?? `Methods are ${methods.join(", ")}.` },
  );

/**
 * `@` already reaches downwards, so that a `+` at the end contradicts it.
 *
 * @example
 * tsdbt ls --select @orders+
 */
export const selectorPlusAfterAt = (raw: string) =>
  new Problem(
    "SELECTOR_PLUS_AFTER_AT",
    `The selector "${raw}" has "@" in front and "+" at the end, which exclude each other.`,
    {
      hint: "Write @name for descendants with all their ancestors, or name+ for descendants only.",
    },
  );

/**
 * The value after a selection method is none that the method knows.
 *
 * @example
 * tsdbt ls --select resource_type:models
 */
export const invalidSelectorValue = (method: string, value: string, expected: string) =>
  new Problem(
    "INVALID_SELECTOR_VALUE",
    `The selector "${method}:${value}" asks for something that cannot be.`,
    { hint: `Expected ${expected}.` },
  );

/**
 * The selector compares with an earlier run, which is not built yet.
 *
 * @example
 * tsdbt build --select state:modified
 */
export const selectorNeedsState = (method: string, raw: string) =>
  new Problem(
    "SELECTOR_NEEDS_STATE",
    `The selector "${raw}" compares with an earlier run; "${method}:" is not supported.`,
    { hint: "Select by name, path, tag or another property of the project as it is now." },
  );

/**
 * A definition in selectors.yml has not the form that it must have.
 *
 * @example
 * selectors:
 *   - name: nightly
 *     definition:
 *       union: tag:nightly
 */
export const invalidSelectorDefinition = (name: string, why: string) =>
  new Problem(
    "INVALID_SELECTOR_DEFINITION",
    `The selector "${name}" in selectors.yml cannot be read: ${why}.`,
    { hint: "A definition is text, or a mapping with method and value, union or intersection." },
  );

/**
 * `--selector` or `selector:` names a selector that selectors.yml does not define.
 *
 * @example
 * tsdbt build --selector nihgtly
 */
export const selectorNotFound = (name: string, defined: readonly string[], closest?: string) =>
  new Problem("SELECTOR_NOT_FOUND", `No selector in selectors.yml is called "${name}".`, {
    hint:
      closest !== undefined
        ? `Did you mean "${closest}"?`
        : defined.length === 0
          ? "The project has no selectors.yml, or it defines nothing."
          : `Defined are ${defined.join(", ")}.`,
  });

/**
 * Selectors in selectors.yml refer to each other in a circle.
 *
 * @example
 * selectors:
 *   - name: a
 *     definition: selector:b
 *   - name: b
 *     definition: selector:a
 */
export const selectorCycle = (path: readonly string[]) =>
  new Problem("SELECTOR_CYCLE", `These selectors refer to each other: ${path.join(" --> ")}.`, {
    hint: "Write out what one of them selects.",
  });

/**
 * A part of `--select` or `--exclude` matches no enabled node.
 *
 * @example
 * tsdbt run --select ordrs
 */
export const nothingMatches = (raw: string, closest: readonly string[]) =>
  new Problem(
    "NOTHING_MATCHES",
    `The selection criterion '${raw}' does not match any enabled nodes`,
    {
      hint:
        closest.length > 0
          ? `Did you mean ${closest.map((name) => `"${name}"`).join(" or ")}?`
          : undefined,
    },
  );
