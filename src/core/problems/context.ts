/** What templates can get wrong with the objects that dbt's Jinja context gives them. */
import { Problem } from "../problem.ts";

/**
 * A table or view has a longer name than the database allows.
 * @example a model on Postgres whose alias has 70 characters
 */
export const identifierTooLong = (identifier: string, limit: number) =>
  new Problem(
    "IDENTIFIER_TOO_LONG",
    `The name "${identifier}" is too long: this database allows ${limit} characters.`,
    { hint: "Give the node a shorter `alias`." },
  );

/**
 * A part of a relation's name is not text, often because a variable is undefined.
 * @example api.Relation.create(schema=missing, identifier='orders')
 */
export const invalidRelationPart = (part: string, value: string) =>
  new Problem(
    "INVALID_RELATION_PART",
    `The ${part} of a relation has to be text, but is ${value}.`,
    {
      hint: "Pass a string or none. An undefined variable is neither.",
    },
  );

/**
 * `Relation.matches` was called without a name to compare with.
 * @example this.matches()
 */
export const matchWithoutPath = () =>
  new Problem(
    "MATCH_WITHOUT_PATH",
    "matches() needs a database, schema or identifier to compare with.",
  );

/**
 * A relation exists whose name differs only in upper and lower case.
 * @example the model orders, where the database has a table "Orders" that was made outside
 */
export const approximateMatch = (existing: string, wanted: string) =>
  new Problem(
    "APPROXIMATE_MATCH",
    `${existing} exists, which differs from ${wanted} only in upper and lower case.`,
    { hint: `Rename or drop it, or quote the name so that it is the same.` },
  );

/**
 * A source's `formatter` for `external_location` does not exist.
 * @example meta: {external_location: "data/{name}.parquet", formatter: jinja}
 */
export const unknownLocationFormatter = (formatter: string) =>
  new Problem("UNKNOWN_LOCATION_FORMATTER", `external_location has no formatter "${formatter}".`, {
    hint: "Use newstyle, oldstyle or template.",
  });

/**
 * A source is read by a dbt-duckdb plugin, which is Python.
 * @example meta: {plugin: excel}
 */
export const sourcePlugin = (source: string, plugin: string) =>
  new Problem(
    "SOURCE_PLUGIN",
    `The source ${source} is read by the plugin "${plugin}", which is written in Python and cannot run here.`,
    {
      hint: "Read the file with DuckDB itself: external_location: \"read_csv('…')\", or load it as a seed.",
    },
  );

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
 * A node reads another one that dbt did not see when it parsed the project, so the order of the run may be wrong.
 * @example {% if execute %}{{ ref('b') }}{% endif %}
 */
export const refBadContext = (nodeId: string, ref: string) =>
  new Problem(
    "REF_BAD_CONTEXT",
    `${nodeId} refs ${ref} while it runs, but not while it is parsed, so it may run before what it reads.`,
    {
      nodeId,
      hint: `Add this line to the top of its file:  -- depends_on: {{ ${ref} }}`,
    },
  );

/**
 * `ref` names something that does not exist, or is disabled, when the template runs.
 * @example {% for name in ['a', 'typo'] %}{{ ref(name) }}{% endfor %}
 */
export const refTargetMissing = (
  nodeId: string,
  target: string,
  disabled: boolean,
  closest: string | undefined,
) =>
  new Problem(
    "REF_TARGET_MISSING",
    `${nodeId} refs ${target}, which ${disabled ? "is disabled" : "does not exist"}.`,
    { nodeId, ...(closest && { hint: `Did you mean "${closest}"?` }) },
  );

/**
 * `source` names something that does not exist, or is disabled, when the template runs.
 * @example {{ source('raw', table_name) }}
 */
export const sourceTargetMissing = (nodeId: string, target: string, disabled: boolean) =>
  new Problem(
    "SOURCE_TARGET_MISSING",
    `${nodeId} reads the source ${target}, which ${disabled ? "is disabled" : "does not exist"}.`,
    { nodeId, hint: "Declare it under `sources:` in a properties file." },
  );

/**
 * Several packages have a model of that name.
 * @example {{ ref('orders') }}
 */
export const refAmbiguous = (nodeId: string, target: string, ids: readonly string[]) =>
  new Problem(
    "REF_AMBIGUOUS_AT_RUN",
    `${nodeId} refs ${target}, which is ambiguous: ${ids.join(", ")}.`,
    { nodeId, hint: "Name the package as well: ref('package', 'model')." },
  );

/**
 * `ref` takes one or two names, `source` exactly two, and all of them are strings.
 * @example {{ source('raw') }}
 */
export const referenceArguments = (what: "ref" | "source" | "metric" | "function", given: string) =>
  new Problem(
    "REFERENCE_ARGUMENTS",
    what === "source"
      ? `source() takes exactly two strings, got ${given}.`
      : `${what}() takes one or two strings, got ${given}.`,
    {
      hint:
        what === "source"
          ? "Write source('source_name', 'table_name')."
          : `Write ${what}('name') or ${what}('package', 'name').`,
    },
  );

/**
 * A hook or operation reads an ephemeral model, which exists only inside the SQL of other models.
 * @example on-run-end: "insert into log select count(*) from {{ ref('an_ephemeral_model') }}"
 */
export const operationRefsEphemeral = (name: string, nodeId: string) =>
  new Problem(
    "OPERATION_REFS_EPHEMERAL",
    `A hook or operation cannot read ${name}: it is ephemeral, so it exists only inside other models.`,
    { nodeId, hint: "Materialize the model as a view." },
  );

/**
 * Metrics need MetricFlow, which is not part of tsdbt.
 * @example {{ metric('revenue') }}
 */
export const metricsUnsupported = (name: string) =>
  new Problem(
    "METRICS_UNSUPPORTED",
    `metric('${name}') cannot be resolved: metrics are not supported.`,
    {
      hint: "Write the expression as a macro.",
    },
  );

/**
 * A SQL function that the project does not define.
 * @example {{ function('to_cents') }}
 */
export const functionMissing = (nodeId: string, name: string) =>
  new Problem(
    "FUNCTION_MISSING",
    `${nodeId} calls the function ${name}, which the project does not define.`,
    {
      nodeId,
    },
  );

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
 * An index in a node's config is not written as dbt expects.
 * @example indexes: [{column: id}]
 */
export const indexInvalid = (message: string) =>
  new Problem("INDEX_INVALID", `An index of this node cannot be read: ${message}`, {
    hint: "Write indexes: [{columns: ['id'], unique: true}].",
  });

/**
 * A constraint in a properties file cannot be read.
 * @example constraints: [{type: uniqe}]
 */
export const constraintInvalid = (message: string) =>
  new Problem("CONSTRAINT_INVALID", `A constraint cannot be read: ${message}`, {
    hint: "type is one of check, not_null, unique, primary_key, foreign_key, custom.",
  });

/**
 * A Postgres project names another database than the one it is connected to.
 * @example source database: other_db
 */
export const crossDatabase = (expected: string, got: string) =>
  new Problem(
    "CROSS_DATABASE",
    `This connection reaches the database ${expected} only, not ${got}.`,
  );

/**
 * A column's type has a size that is no number.
 * @example api.Column.from_description('id', 'varchar(many)')
 */
export const columnTypeInvalid = (type: string) =>
  new Problem("COLUMN_TYPE_INVALID", `The type "${type}" cannot be read.`);

/**
 * A value that templates see as a mapping cannot be walked as one.
 * @example {% for key in this %}
 */
export const notADictionary = (value: string) =>
  new Problem("NOT_A_DICTIONARY", `${value} is a relation, which has no keys to go through.`, {
    hint: "Use its attributes: database, schema, identifier, type.",
  });

/**
 * The database does not know a constraint, or does not enforce it.
 * @example constraints: [{type: foreign_key}] on a database without foreign keys
 */
export const constraintUnsupported = (type: string, adapter: string, support: string) =>
  new Problem(
    "CONSTRAINT_UNSUPPORTED",
    support === "not_supported"
      ? `${adapter} has no ${type} constraints; this one is left out.`
      : `${adapter} accepts ${type} constraints but does not enforce them.`,
    { hint: "Set warn_unsupported or warn_unenforced to false on the constraint to hide this." },
  );

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
