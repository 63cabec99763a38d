/** What templates can get wrong with the objects that dbt's Jinja context gives them. */
import { Problem } from "../problem.ts";

/**
 * A template raised an error of its own.
 * @example {{ exceptions.raise_compiler_error("unknown mode") }}
 */
export const raisedByTemplate = (message: string, nodeId: string | undefined) =>
  new Problem("RAISED_BY_TEMPLATE", message, { nodeId });

/**
 * A template or package warns. Under --warn-error this stops the run.
 * @example {% do exceptions.warn("no rows") %}
 */
export const warnedByTemplate = (message: string, nodeId: string | undefined) =>
  new Problem("WARNED_BY_TEMPLATE", message, { nodeId });

/**
 * A macro requires a config that the node does not have.
 * @example {{ config.require('unique_key') }}
 */
export const configMissing = (nodeId: string, name: string) =>
  new Problem("CONFIG_MISSING", `${nodeId} needs the config "${name}", which is not set.`, {
    nodeId,
    hint: `Add ${name} to the node's config.`,
  });

/**
 * A config has a value that a validator in a macro refuses.
 * @example config.get('mode', 'a', validator=validation.any['a', 'b'])
 */
export const configRefused = (value: string, allowed: string) =>
  new Problem("CONFIG_REFUSED", `The value "${value}" is not allowed here; ${allowed} would be.`);

/**
 * A statement's result can be loaded only once.
 * @example {% set a = load_result('x') %}{% set b = load_result('x') %}
 */
export const resultLoadedTwice = (name: string) =>
  new Problem(
    "RESULT_LOADED_TWICE",
    `The result "${name}" was loaded before; a result can be loaded once.`,
    { hint: "Keep what the first load_result returned." },
  );

/**
 * `load_agate_table` works in seeds only.
 * @example {{ load_agate_table() }}
 */
export const notASeed = (resourceType: string, nodeId: string) =>
  new Problem("NOT_A_SEED", `load_agate_table() works in seeds; this is a ${resourceType}.`, {
    nodeId,
  });

/**
 * A function was called whose behaviour needs Python.
 * @example a model orders.py
 */
export const pythonUnsupported = (nodeId: string | undefined) =>
  new Problem("PYTHON_UNSUPPORTED", "Python models cannot run: there is no Python here.", {
    nodeId,
    hint: "Write the model in SQL.",
  });

/**
 * `adapter_macro` was removed from dbt long ago.
 * @example {{ adapter_macro('dbt_utils.star') }}
 */
export const adapterMacroRemoved = (name: string) =>
  new Problem(
    "ADAPTER_MACRO_REMOVED",
    `adapter_macro no longer exists in dbt; it was called for ${name}.`,
    { hint: `Use {{ adapter.dispatch('${name.split(".").at(-1) ?? name}')() }}.` },
  );

/**
 * An adapter method was called with something it cannot work with.
 * @example adapter.drop_relation(none)
 */
export const adapterArgument = (method: string, message: string) =>
  new Problem("ADAPTER_ARGUMENT", `adapter.${method}: ${message}`);

/**
 * A node asks for an incremental strategy that the database has not.
 * @example config(incremental_strategy='insert_overwrite')
 */
export const strategyInvalid = (strategy: string, adapter: string, valid: readonly string[]) =>
  new Problem("STRATEGY_INVALID", `${adapter} has no incremental strategy "${strategy}".`, {
    hint: `Use one of: ${valid.join(", ")}, or define a macro get_incremental_${strategy}_sql.`,
  });

/**
 * A snapshot's table lacks columns that the snapshot needs.
 * @example a table dim_customers that was not made by a snapshot
 */
export const snapshotColumnsMissing = (columns: readonly string[]) =>
  new Problem("SNAPSHOT_COLUMNS_MISSING", `The snapshot's table lacks ${columns.join(", ")}.`, {
    hint: "The target was not made by this snapshot. Rename it, or add the columns with their values.",
  });

/**
 * A snapshot says twice, and differently, what happens to rows that disappear.
 * @example {invalidate_hard_deletes: true, hard_deletes: new_record}
 */
export const hardDeletesConflict = () =>
  new Problem(
    "HARD_DELETES_CONFLICT",
    "The snapshot has both invalidate_hard_deletes and hard_deletes.",
    { hint: "Keep hard_deletes." },
  );

/**
 * `hard_deletes` of a snapshot has an unknown value.
 * @example config(hard_deletes='delete')
 */
export const hardDeletesInvalid = (value: string) =>
  new Problem("HARD_DELETES_INVALID", `hard_deletes cannot be ${value}.`, {
    hint: "Use ignore, invalidate or new_record.",
  });

/**
 * A value that templates see as a mapping cannot be walked as one.
 * @example {% for key in this %}
 */
export const notADictionary = (value: string) =>
  new Problem("NOT_A_DICTIONARY", `${value} is a relation, which has no keys to go through.`, {
    hint: "Use its attributes: database, schema, identifier, type.",
  });

/**
 * `query-comment` renders to text that would end the comment.
 * @example query-comment: "done *\/ select 1"
 */
export const queryCommentIllegal = (comment: string) =>
  new Problem(
    "QUERY_COMMENT_ILLEGAL",
    `The query comment contains the end of a comment: ${comment}`,
    {
      hint: "Change `query-comment` in the project file.",
    },
  );
