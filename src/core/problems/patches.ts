/** Entries of properties files and settings that do not find the one thing that they describe. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean, listed } from "./wording.ts";

/**
 * An entry of a properties file speaks of a node that does not exist.
 *
 * @example
 * models: [{name: ordes, description: One row per order}]
 */
export const patchMissesNode = (
  name: string,
  section: string,
  meant: string | undefined,
  at: Place,
) =>
  new Problem(
    "PATCH_MISSES_NODE",
    `"${section}" has an entry for "${name}", which does not exist.`,
    {
      at,
      hint: didYouMean(meant),
    },
  );

/**
 * Two entries of properties files speak of the same resource.
 *
 * @example
 * # models/a.yml and models/b.yml
 * models: [{name: orders}]
 */
export const patchedTwice = (name: string, section: string, first: string, at: Place) =>
  new Problem(
    "PATCHED_TWICE",
    `"${name}" of "${section}" has two entries; the other one is in ${first.replace(/^[^:]*:\/\//, "")}.`,
    { at, hint: "Keep one of them." },
  );

/**
 * An entry speaks of a name that several packages have.
 *
 * @example
 * # a root project whose packages a and b both have a model named orders
 * models: [{name: orders}]
 */
export const ambiguousPatch = (name: string, candidates: readonly string[], at: Place) =>
  new Problem("AMBIGUOUS_PATCH", `"${name}" could be any of ${listed(candidates)}.`, { at });

/**
 * An entry stands in the section of another kind of resource.
 *
 * @example
 * # countries is a seed
 * models: [{name: countries}]
 */
export const wrongSection = (name: string, type: string, section: string, at: Place) =>
  new Problem("WRONG_SECTION", `"${name}" is a ${type}, but stands under "${section}".`, {
    at,
    hint: `Move the entry to "${type === "analysis" ? "analyses" : `${type}s`}:".`,
  });

/**
 * Several disabled nodes have the name that a properties file enables.
 *
 * @example
 * # models/a/orders.sql and models/b/orders.sql are both disabled
 * models: [{name: orders, config: {enabled: true}}]
 */
export const disabledTwice = (name: string, count: number, at: Place) =>
  new Problem(
    "DISABLED_TWICE",
    `${count} disabled nodes are called "${name}"; which one to enable?`,
    {
      at,
      hint: "Enable it in its own file, or in the project file.",
    },
  );

/**
 * A version stands twice in a model's list.
 *
 * @example
 * models: [{name: orders, versions: [{v: 1}, {v: 1}]}]
 */
export const versionTwice = (name: string, version: unknown, at: Place) =>
  new Problem("VERSION_TWICE", `The model "${name}" lists the version ${String(version)} twice.`, {
    at,
  });

/**
 * A model's latest version is none of its versions.
 *
 * @example
 * models: [{name: orders, latest_version: 3, versions: [{v: 1}, {v: 2}]}]
 */
export const latestVersionUnknown = (
  name: string,
  latest: unknown,
  known: readonly unknown[],
  at: Place,
) =>
  new Problem(
    "LATEST_VERSION_UNKNOWN",
    `The latest version of "${name}" is ${String(latest)}, which is not among its versions ${listed(known)}.`,
    { at },
  );

/**
 * Two entries override the same source of a package.
 *
 * @example
 * sources: [{name: stripe, overrides: stripe}, {name: stripe, overrides: stripe}]
 */
export const overrideTwice = (name: string, at: Place) =>
  new Problem("OVERRIDE_TWICE", `The source "${name}" is overridden twice.`, { at });

/**
 * An override speaks of a source or tables that its package does not have.
 *
 * @example
 * sources: [{name: strype, overrides: stripe, schema: raw}]
 */
export const unusedOverride = (target: string, tables: readonly string[], at: Place) =>
  new Problem(
    "UNUSED_OVERRIDE",
    tables.length === 0
      ? `This overrides the source ${target}, which does not exist.`
      : `This overrides tables of the source ${target} that do not exist: ${listed(tables)}.`,
    { at },
  );

/**
 * The project file configures a folder that holds no such resource, so that the config does nothing.
 *
 * @example
 * models: {shop: {stagging: {+materialized: view}}}
 */
export const unusedConfig = (path: string, meant: string | undefined, at: Place) =>
  new Problem("UNUSED_CONFIG", `The config at "${path}" applies to nothing.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * An entry of `macros:` speaks of a macro that does not exist.
 *
 * @example
 * macros: [{name: cents_to_dollar, description: Divides by 100}]
 */
export const macroPatchMisses = (name: string, meant: string | undefined, at: Place) =>
  new Problem("MACRO_PATCH_MISSES", `"macros" has an entry for "${name}", which does not exist.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * The arguments that a properties file lists are not those of the macro.
 *
 * @example
 * # the macro is cents_to_dollars(column)
 * macros: [{name: cents_to_dollars, arguments: [{name: amount}]}]
 */
export const macroArgumentsDiffer = (name: string, what: string, at: Place) =>
  new Problem(
    "MACRO_ARGUMENTS_DIFFER",
    `The entry of the macro "${name}" does not fit it: ${what}.`,
    {
      at,
    },
  );
