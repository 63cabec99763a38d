/** `ref`, `source` and their kin while a node runs. */
import { Problem } from "../problem.ts";

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
