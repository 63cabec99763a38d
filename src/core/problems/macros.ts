/** Mistakes around macros: names defined twice, targets that no package defines. */

import { closestName } from "../closest.ts";
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean } from "./wording.ts";

/** One package defines two macros of the same name.
 * @example
 * {% macro cents(x) %}{{ x }} * 100{% endmacro %}
 * {% macro cents(x) %}({{ x }} * 100)::int{% endmacro %}
 */
export const duplicateMacro = (name: string, packageName: string, at: Place, first: Place) =>
  new Problem(
    "MACRO_DUPLICATE",
    `Package "${packageName}" has two macros called "${name}"; the other one is at ${first.file}:${first.line}.`,
    { at, hint: "Rename or remove one of them." },
  );

/** `adapter.dispatch` found no macro for this database, nor a default one.
 * @example
 * {{ adapter.dispatch('surrogate_key', 'my_package')() }}
 */
export const dispatchTargetMissing = (
  name: string,
  macroNamespace: string | null,
  searched: readonly string[],
) =>
  new Problem(
    "DISPATCH_TARGET_MISSING",
    `adapter.dispatch found no macro for "${name}"${macroNamespace === null ? "" : ` of "${macroNamespace}"`}; searched ${searched.map((candidate) => `"${candidate}"`).join(", ")}.`,
    { hint: `Define one of these, such as {% macro ${searched.at(-1) ?? name}(…) %}.` },
  );

/** `adapter.dispatch` was given a name with its package in front.
 * @example
 * {{ adapter.dispatch('dbt_utils.star')() }}
 */
export const dispatchNameHasDot = (name: string) => {
  const dot = name.indexOf(".");
  return new Problem("DISPATCH_NAME_HAS_DOT", `adapter.dispatch("${name}") names a package.`, {
    hint: `Give the package as second argument: adapter.dispatch("${name.slice(dot + 1)}", "${name.slice(0, dot)}").`,
  });
};

/** No package defines the materialization that a model asks for.
 * @example
 * {{ config(materialized='tabel') }}
 */
export const materializationMissing = (name: string, adapter: string, known: readonly string[]) => {
  const meant = closestName(name, known);
  return new Problem(
    "MATERIALIZATION_MISSING",
    `There is no materialization "${name}" for ${adapter}.`,
    { hint: didYouMean(meant) ?? `Known ones: ${known.join(", ")}.` },
  );
};
