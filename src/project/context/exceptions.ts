/** `exceptions`: how templates warn and fail, under all of dbt's names. */
import type { Emit } from "../../core/events.ts";
import { configMissing, raisedByTemplate, warnedByTemplate } from "../../core/problems/context.ts";
import { bindArguments, type Call, type PyObject, str, type Value } from "../../jinja/index.ts";
import { attributeText as text } from "./attribute-text.ts";
import { contractMessage } from "./contract-message.ts";
import { namespaceObject } from "./native.ts";

export interface ExceptionsOptions {
  readonly nodeId: string | undefined;
  readonly emit: Emit;
}

type Raise = (given: (name: string) => string, values: (name: string) => Value) => string;

interface Raiser {
  readonly parameters: readonly string[];
  readonly message: Raise;
}

/** What each function says. Each one's parameters are dbt's. */
const raisers: Readonly<Record<string, Raiser>> = {
  raise_compiler_error: { parameters: ["msg", "node?"], message: (given) => given("msg") },
  raise_database_error: { parameters: ["msg", "node?"], message: (given) => given("msg") },
  raise_dependency_error: { parameters: ["msg"], message: (given) => given("msg") },
  raise_not_implemented: { parameters: ["msg"], message: (given) => `ERROR: ${given("msg")}` },
  raise_fail_fast_error: { parameters: ["msg", "node?"], message: (given) => given("msg") },
  raise_cache_inconsistent: {
    parameters: ["message"],
    message: (given) => `The relation cache contradicts itself: ${given("message")}`,
  },
  raise_dataclass_not_dict: {
    parameters: ["obj"],
    message: (given) => `${given("obj")} is no dictionary.`,
  },
  missing_materialization: {
    parameters: ["model", "adapter_type"],
    message: (given, value) =>
      `There is no materialization "${text(value("model"), "config", "materialized")}" for ${given("adapter_type")}.`,
  },
  missing_relation: {
    parameters: ["relation", "model?"],
    message: (given) => `The relation ${given("relation")} does not exist.`,
  },
  relation_wrong_type: {
    parameters: ["relation", "expected_type", "model?"],
    message: (given, value) =>
      `${given("relation")} should become a ${given("expected_type")}, but a ${text(value("relation"), "type")} has that name. Drop it, or run with --full-refresh.`,
  },
  raise_ambiguous_alias: {
    parameters: ["node_1", "node_2", "duped_name?"],
    message: (given, value) =>
      `${text(value("node_1"), "unique_id")} and ${text(value("node_2"), "unique_id")} are both built as ${given("duped_name") || text(value("node_1"), "relation_name")}. Give one of them another alias, schema or database.`,
  },
  raise_ambiguous_catalog_match: {
    parameters: ["unique_id", "match_1", "match_2"],
    message: (given) =>
      `The database has two relations that could be ${given("unique_id")}: ${given("match_1")} and ${given("match_2")}.`,
  },
  raise_dep_not_found: {
    parameters: ["node", "node_description", "required_pkg"],
    message: (given) =>
      `${given("node_description")} needs the package "${given("required_pkg")}", which is not installed.`,
  },
  raise_duplicate_patch_name: {
    parameters: ["patch_1", "existing_patch_path"],
    message: (given, value) =>
      `${text(value("patch_1"), "name")} is described twice; first in ${given("existing_patch_path")}.`,
  },
  raise_duplicate_resource_name: {
    parameters: ["node_1", "node_2"],
    message: (_, value) =>
      `Two resources are called "${text(value("node_1"), "name")}": ${text(value("node_1"), "unique_id")} and ${text(value("node_2"), "unique_id")}.`,
  },
  raise_invalid_property_yml_version: {
    parameters: ["path", "issue"],
    message: (given) => `The properties file ${given("path")} cannot be used: ${given("issue")}.`,
  },
  raise_contract_error: {
    parameters: ["yaml_columns", "sql_columns"],
    message: (_, value) => contractMessage(value("yaml_columns"), value("sql_columns")),
  },
  column_type_missing: {
    parameters: ["column_names"],
    message: (given) =>
      `The contract needs a data_type for every column; these have none: ${given("column_names")}.`,
  },
};

/** `exceptions`. */
export function exceptionsObject(options: ExceptionsOptions): PyObject {
  const raise = Object.fromEntries(
    Object.entries(raisers).map(([name, raiser]) => [
      name,
      (call: Call): Value => {
        throw raisedByTemplate(messageOf(name, raiser, call), options.nodeId);
      },
    ]),
  );
  return namespaceObject(
    "dict",
    {},
    {
      ...raise,
      warn: (call) => {
        const { msg } = bindArguments(call, "warn", ["msg", "node?"]);
        warnWith(options, "JinjaLogWarning", str(msg ?? null));
        return "";
      },
      missing_config: (call) => {
        const { model, name } = bindArguments(call, "missing_config", ["model", "name"]);
        throw configMissing(text(model ?? null, "unique_id"), str(name ?? null));
      },
      warn_snapshot_timestamp_data_types: (call) => {
        const given = bindArguments(call, "warn_snapshot_timestamp_data_types", [
          "snapshot_time_data_type",
          "updated_at_data_type",
        ]);
        warnWith(
          options,
          "SnapshotTimestampWarning",
          `The snapshot's dbt_valid_from is ${str(given.snapshot_time_data_type ?? null)}, but its updated_at is ${str(given.updated_at_data_type ?? null)}: comparing them may go wrong.`,
        );
        return "";
      },
    },
  );
}

/** Whoever listens may throw: that is how --warn-error stops a run. */
function warnWith({ nodeId, emit }: ExceptionsOptions, name: string, message: string): void {
  emit({ type: "warning", name, problem: warnedByTemplate(message, nodeId) });
}

function messageOf(name: string, { parameters, message }: Raiser, call: Call): string {
  const given = bindArguments(call, name, parameters);
  const value = (key: string): Value => given[key] ?? null;
  return message((key) => (given[key] === undefined ? "" : str(value(key))), value);
}
