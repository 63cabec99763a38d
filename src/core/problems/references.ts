/** Refs and sources that lead nowhere, or where they may not. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean, listed, type Named, titled } from "./wording.ts";

/**
 * A `ref` names a model, seed or snapshot that is nowhere in the project.
 *
 * @example
 * select * from {{ ref('ordes') }}
 */
export const refNotFound = (from: Named, target: string, meant: string | undefined, at: Place) =>
  new Problem(
    "REF_NOT_FOUND",
    `The ${titled(from)} refers to "${target}", but no model, seed or snapshot is called so.`,
    { at, hint: didYouMean(meant) },
  );

/**
 * A template calls a function that no file of the project defines, or that is disabled.
 * @example select {{ function('cents') }}(price) from {{ ref('orders') }}
 */
export const functionNotFound = (
  node: Named,
  name: string,
  {
    isDisabled,
    meant,
    at,
  }: { readonly isDisabled: boolean; readonly meant: string | undefined; readonly at: Place },
) =>
  new Problem(
    "FUNCTION_NOT_FOUND",
    `The ${titled(node)} calls the function "${name}", ${isDisabled ? "which is disabled" : "but no function is called so"}.`,
    { at, hint: didYouMean(meant) },
  );

/**
 * A `ref` names a model, seed or snapshot that is disabled.
 *
 * @example
 * -- models/a.sql
 * {{ config(enabled=false) }} select 1 as id
 * -- models/b.sql
 * select * from {{ ref('a') }}
 */
export const refIsDisabled = (from: Named, target: string, at: Place) =>
  new Problem("REF_DISABLED", `The ${titled(from)} refers to "${target}", which is disabled.`, {
    at,
    hint: "Enable it, or disable what refers to it, too.",
  });

/**
 * A `ref` without a package names something that several packages have.
 *
 * @example
 * -- the packages a and b both have a model named orders
 * select * from {{ ref('orders') }}
 */
export const ambiguousRef = (
  from: Named,
  target: string,
  candidates: readonly string[],
  at: Place,
) =>
  new Problem(
    "REF_AMBIGUOUS",
    `The ${titled(from)} refers to "${target}", which could be any of ${listed(candidates)}.`,
    { at, hint: "Name the package: ref('package', 'name')." },
  );

/**
 * A `source` names a table that no properties file lists.
 *
 * @example
 * select * from {{ source('raw', 'order') }}
 */
export const sourceNotFound = (from: Named, target: string, meant: string | undefined, at: Place) =>
  new Problem(
    "SOURCE_NOT_FOUND",
    `The ${titled(from)} reads the source "${target}", which no properties file lists.`,
    { at, hint: didYouMean(meant) ?? "List it under `sources:` in a properties file." },
  );

/**
 * A `source` names a table that is disabled.
 *
 * @example
 * sources: [{name: raw, config: {enabled: false}, tables: [{name: orders}]}]
 * -- select * from {{ source('raw', 'orders') }}
 */
export const sourceIsDisabled = (from: Named, target: string, at: Place) =>
  new Problem(
    "SOURCE_DISABLED",
    `The ${titled(from)} reads the source "${target}", which is disabled.`,
    { at },
  );

/**
 * A model that is private to its group is used from outside.
 *
 * @example
 * models: [{name: ledger, config: {group: finance, access: private}}]
 * -- a model without that group: select * from {{ ref('ledger') }}
 */
export const privateRef = (from: Named, target: Named & { group: string | null }, at: Place) =>
  new Problem(
    "REF_PRIVATE",
    `The ${titled(from)} refers to "${target.name}", which is private to the group "${target.group ?? "none"}".`,
    { at, hint: "Put both in the same group, or make the model protected or public." },
  );

/**
 * A model that is protected is used from another package, which restricts access.
 *
 * @example
 * # dbt_project.yml of a package
 * restrict-access: true
 */
export const protectedRef = (from: Named, target: Named & { package_name: string }, at: Place) =>
  new Problem(
    "REF_PROTECTED",
    `The ${titled(from)} refers to "${target.name}", which only the package "${target.package_name}" may use.`,
    { at, hint: "Use a public model of that package." },
  );

/**
 * A package uses a model of the project that installs it, probably because a name is the same.
 *
 * @example
 * -- dbt_packages/stripe/models/invoices.sql, where the root project has an orders model, too
 * select * from {{ ref('orders') }}
 */
export const dependsOnRootProject = (
  from: Named & { package_name: string },
  target: { readonly unique_id: string },
  at: Place,
) =>
  new Problem(
    "PACKAGE_DEPENDS_ON_ROOT",
    `The ${titled(from)} of the package "${from.package_name}" depends on ${target.unique_id} of the root project.`,
    {
      at,
      hint: "Set the flag require_ref_searches_node_package_before_root to true to let a package find its own models first.",
    },
  );

/**
 * A model is older than its deprecation date.
 *
 * @example
 * models: [{name: orders, deprecation_date: 2020-01-01}]
 */
export const deprecatedModel = (name: string, date: string, at: Place) =>
  new Problem("DEPRECATED_MODEL", `The model "${name}" was deprecated on ${date}.`, {
    at,
    hint: "Disable or remove it.",
  });

/**
 * A model refers to one that is, or will be, deprecated.
 *
 * @example
 * -- orders has a deprecation_date
 * select * from {{ ref('orders') }}
 */
export const deprecatedReference = (
  from: string,
  target: string,
  date: string,
  latest: string | undefined,
  at: Place,
) =>
  new Problem(
    "DEPRECATED_REFERENCE",
    `The model "${from}" refers to "${target}", whose deprecation date is ${date}.`,
    { at, hint: latest === undefined ? undefined : `The latest version is ${latest}.` },
  );
