/** The finished form of config values, as the manifest holds them, and the check of their types. */
import type { Data, DataObject } from "../../../core/data.ts";
import type { Hook } from "../../../core/nodes.ts";
import type { Problem } from "../../../core/problem.ts";
import { configValueIsWrong } from "../../../core/problems/project.ts";
import { isDataObject, typeOfData } from "../data-object.ts";
import type { ConfigKind } from "../project-settings.ts";
import type { Field, Fields, FieldType } from "./fields.ts";

export interface Finished {
  readonly config: Record<string, Data>;
  readonly problems: readonly Problem[];
}

const isText = (value: Data): boolean => typeof value === "string";
const isTexts = (value: Data): boolean => Array.isArray(value) && value.every(isText);

const accepts: Readonly<Record<FieldType, (value: Data) => boolean>> = {
  any: () => true,
  boolean: (value) => typeof value === "boolean",
  text: isText,
  integer: (value) => typeof value === "number" && Number.isInteger(value),
  mapping: (value) => isDataObject(value),
  texts: isTexts,
  "text or texts": (value) => isText(value) || isTexts(value),
  hooks: (value) => Array.isArray(value),
};

const wanted: Readonly<Record<FieldType, string>> = {
  any: "anything",
  boolean: "true or false",
  text: "text",
  integer: "a whole number",
  mapping: "a mapping",
  texts: "a list of texts",
  "text or texts": "text or a list of texts",
  hooks: "SQL, or a list of SQL",
};

/** Fills the defaults in, puts the keys into the manifest's order, and checks every value. */
export function finish(merged: DataObject, fields: Fields, kind: ConfigKind): Finished {
  const problems: Problem[] = [];
  const config: Record<string, Data> = {};
  for (const [key, field] of Object.entries(fields)) {
    const given = merged[key];
    const value = given === undefined || given === null ? field.default : shaped(key, field, given);
    config[key] = value;
    if (value !== field.default && value !== null && !accepts[field.type](value)) {
      problems.push(configValueIsWrong(key, wanted[field.type], typeOfData(value)));
    }
  }
  for (const [key, value] of Object.entries(merged)) if (!(key in config)) config[key] = value;
  if (kind === "data_tests") alignStoreFailures(config);
  problems.push(...contradictions(config, kind));
  return { config, problems };
}

function shaped(key: string, field: Field, given: Data): Data {
  if (field.type === "hooks")
    return (Array.isArray(given) ? given : [given]).map(toHook).map((hook) => ({ ...hook }));
  if (key === "static_analysis" && typeof given === "boolean") return given ? "on" : "off";
  if (key === "freshness" && isDataObject(given)) return freshness(field, given);
  const keepsOwnKeys = key === "snapshot_meta_column_names" || key === "snowflake";
  if (keepsOwnKeys && isDataObject(given) && isDataObject(field.default)) {
    return { ...field.default, ...given };
  }
  return given;
}

function freshness(field: Field, given: DataObject): Data {
  if (isDataObject(field.default)) {
    const age = (name: string) => ({ count: null, period: null, ...asObject(given[name]) });
    return {
      warn_after: age("warn_after"),
      error_after: age("error_after"),
      filter: given.filter ?? null,
    };
  }
  if (!isDataObject(given.build_after)) return null;
  return { build_after: { count: null, period: null, updates_on: "any", ...given.build_after } };
}

const asObject = (value: Data | undefined): DataObject => (isDataObject(value) ? value : {});

/** A hook as text, as JSON in text (from `before_begin()` and kin), or as a mapping. */
export function toHook(source: Data): Hook {
  if (isDataObject(source)) return hookFrom(source);
  const text = String(source);
  if (text.trimStart().startsWith("{")) {
    try {
      const parsed = JSON.parse(text) as Data;
      if (isDataObject(parsed)) return hookFrom(parsed);
    } catch {
      // Not JSON after all: SQL that begins with a Jinja tag.
    }
  }
  return { sql: text, transaction: true, index: null };
}

const hookFrom = (source: DataObject): Hook => ({
  sql: String(source.sql ?? ""),
  transaction: typeof source.transaction === "boolean" ? source.transaction : true,
  index: typeof source.index === "number" ? source.index : null,
});

/** `store_failures_as` decides `store_failures`; without it, it is the other way round. */
function alignStoreFailures(config: Record<string, Data>): void {
  const as = config.store_failures_as;
  if (as === null || as === undefined) {
    const stored = config.store_failures;
    config.store_failures_as = stored === true ? "table" : stored === false ? "ephemeral" : null;
  } else {
    config.store_failures = as !== "ephemeral";
  }
}

const onlyMaterialized: Partial<Record<ConfigKind, string>> = {
  data_tests: "test",
  seeds: "seed",
  snapshots: "snapshot",
};

function contradictions(config: DataObject, kind: ConfigKind): Problem[] {
  const problems: Problem[] = [];
  const only = onlyMaterialized[kind];
  if (only !== undefined && config.materialized !== only) {
    problems.push(
      configValueIsWrong("materialized", `"${only}" here`, `"${String(config.materialized)}"`),
    );
  }
  if (kind === "data_tests" && !/^(?:warn|error)$/i.test(String(config.severity))) {
    problems.push(configValueIsWrong("severity", "warn or error", `"${String(config.severity)}"`));
  }
  const isEnforced = isDataObject(config.contract) && config.contract.enforced === true;
  const onSchemaChange = String(config.on_schema_change);
  if (
    isEnforced &&
    config.materialized === "incremental" &&
    !["append_new_columns", "fail"].includes(onSchemaChange)
  ) {
    problems.push(
      configValueIsWrong(
        "on_schema_change",
        `"append_new_columns" or "fail", as the model is incremental and its contract enforced`,
        `"${onSchemaChange}"`,
      ),
    );
  }
  const color = isDataObject(config.docs) ? config.docs.node_color : null;
  if (typeof color === "string" && !/^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6})|[a-z]+)$/i.test(color)) {
    problems.push(
      configValueIsWrong(
        "docs.node_color",
        "a colour's name or a code such as #ff8800",
        `"${color}"`,
      ),
    );
  }
  return problems;
}
