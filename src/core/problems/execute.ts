/** What can go wrong while nodes are compiled and run, the database's own complaints aside. */
import { Problem } from "../problem.ts";

/**
 * A macro that has to write SQL, or to name a relation, gave something else.
 * @example {% macro create_table_as(temporary, relation, sql) %}{{ return(none) }}{% endmacro %}
 */
export const macroReturnedNoText = (name: string, nodeId: string) =>
  new Problem("MACRO_RETURNED_NOTHING", `The macro "${name}" did not give what its caller needs.`, {
    nodeId,
    hint: `A macro of the project overrides "${name}": let it return the same kind of value as the built-in one.`,
  });

/**
 * A custom materialization does not say which relations it made.
 * @example {% materialization mine, default %}{% call statement('main') %}select 1{% endcall %}{% endmaterialization %}
 */
export const materializationWithoutRelations = (name: string, nodeId: string, got: string) =>
  new Problem(
    "MATERIALIZATION_WITHOUT_RELATIONS",
    `The materialization "${name}" must return {'relations': […]}, but returned ${got}.`,
    { nodeId, hint: "End it with {{ return({'relations': [target_relation]}) }}." },
  );

/**
 * A custom materialization ran no statement called "main", which gives the outcome.
 * @example {% materialization mine, default %}{{ return({'relations': []}) }}{% endmaterialization %}
 */
export const materializationWithoutMain = (name: string, nodeId: string) =>
  new Problem(
    "MATERIALIZATION_WITHOUT_MAIN",
    `The materialization "${name}" ran no statement called "main".`,
    { nodeId, hint: "Run its main SQL in {% call statement('main') %}…{% endcall %}." },
  );

/**
 * A materialization does not know the language of the model.
 * @example models/orders.py with materialized: view
 */
export const languageNotSupported = (
  name: string,
  language: string,
  supported: readonly string[],
  nodeId: string,
) =>
  new Problem(
    "LANGUAGE_NOT_SUPPORTED",
    `The materialization "${name}" cannot build a ${language} model; it supports ${supported.join(", ")}.`,
    { nodeId },
  );

/**
 * An ephemeral model that a node reads could not be compiled.
 * @example {{ ref('broken_ephemeral') }}
 */
export const ephemeralFailed = (nodeId: string, ephemeralId: string) =>
  new Problem(
    "EPHEMERAL_FAILED",
    `Cannot compile ${nodeId}: the ephemeral model ${ephemeralId} that it reads does not compile.`,
    { nodeId, hint: "See the problem reported for that model." },
  );

/**
 * A schema cannot be created before the run.
 * @example +schema: marts, for a user who may not create schemas
 */
export const schemaNotCreated = (schema: string, failed: Problem) =>
  new Problem("SCHEMA_NOT_CREATED", `Cannot create the schema ${schema}: ${failed.message}`, {
    cause: failed,
    hint: failed.hint,
  });

/**
 * The target folder cannot be written.
 * @example a target folder that belongs to another user
 */
export const targetNotWritable = (file: string, message: string, cause: unknown) =>
  new Problem("TARGET_NOT_WRITABLE", `Cannot write ${file}: ${message}`, {
    cause,
    hint: /^ENOSPC/.test(message)
      ? "Free space on the disk of the target folder, or choose another with --target-path."
      : "Check the permissions of the target folder, or choose another with --target-path.",
  });

/**
 * `--sample` is neither a span such as `3 days` nor a start and an end.
 * @example tsdbt run --sample "3 fortnights"
 */
export const sampleInvalid = (text: string) =>
  new Problem("SAMPLE_INVALID", `--sample cannot read "${text}".`, {
    hint: `Write it as "3 days", or as {"start": "2026-01-01", "end": "2026-02-01"}. Units are hours, days, months and years.`,
  });

/**
 * An external model's format is not one that DuckDB writes here.
 * @example {{ config(materialized='external', format='xlsx') }}
 */
export const externalFormatUnknown = (format: string, known: readonly string[], nodeId: string) =>
  new Problem("EXTERNAL_FORMAT_UNKNOWN", `"${format}" is no format of an external model.`, {
    nodeId,
    hint: `Use ${known.join(", ")}.`,
  });

/**
 * The database has no materialized views.
 * @example {{ config(materialized='materialized_view') }} on DuckDB
 */
export const materializedViewsMissing = (adapter: string, nodeId: string) =>
  new Problem("MATERIALIZED_VIEWS_MISSING", `${adapter} has no materialized views.`, {
    nodeId,
    hint: "Use materialized: table, or view.",
  });

/**
 * The config of a materialized view changed, and `on_configuration_change` does not let it be applied.
 * @example {{ config(materialized='materialized_view', on_configuration_change='fail') }}
 */
export const materializedViewChanged = (relation: string, policy: string, nodeId: string) =>
  new Problem(
    "MATERIALIZED_VIEW_CHANGED",
    `The config of ${relation} has changed, and on_configuration_change is set to ${policy}.`,
    { nodeId, hint: "Set it to apply, or run once with --full-refresh." },
  );

/**
 * Something threw that is not the user's mistake.
 * @example a bug in tsdbt
 */
export const nodeCrashed = (nodeId: string, cause: unknown) =>
  new Problem(
    "NODE_CRASHED",
    `Something went wrong inside tsdbt: ${cause instanceof Error ? cause.message : String(cause)}`,
    { nodeId, cause, hint: "This is a bug. Please report it with the stack in the log file." },
  );
