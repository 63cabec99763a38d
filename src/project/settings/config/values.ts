/** The finished form of config values, as the manifest holds them, and the check of their types. */
import { type Data, type DataObject, mappingOf, ownValue } from "../../../core/data.ts";
import type { Problem } from "../../../core/problem.ts";
import { configValueIsWrong } from "../../../core/problems/project.ts";
import { str, toValue } from "../../../jinja/index.ts";
import { isDataObject, typeOfData } from "../data-object.ts";
import type { ConfigKind } from "../project-settings.ts";
import { isColor } from "./colors.ts";
import { type Field, type Fields, type FieldType, fieldsOf } from "./fields.ts";

/** A value that cannot be; its problem has no place yet. */
export interface WrongValue {
  readonly key: string;
  readonly problem: Problem;
}

export interface Finished {
  readonly config: Record<string, Data>;
  readonly problems: readonly WrongValue[];
}

const accepts: Readonly<Record<FieldType, (value: Data) => boolean>> = {
  any: () => true,
  boolean: (value) => typeof value === "boolean",
  text: () => true,
  integer: (value) => typeof value === "number",
  mapping: (value) => isDataObject(value),
  texts: () => true,
  "text or texts": () => true,
  hooks: (value) => Array.isArray(value) && value.every((hook) => isDataObject(hook)),
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
  const problems: WrongValue[] = [];
  const config = mappingOf<Data>();
  for (const [key, field] of Object.entries(fields)) {
    const given = merged[key] ?? null;
    config[key] = finished(kind, key, field, merged[key]);
    if (!isRight(key, field, config[key] ?? null, merged)) {
      problems.push(wrongType(key, field, given));
    }
  }
  for (const [key, value] of Object.entries(merged)) if (!(key in config)) config[key] = value;
  if (kind === "data_tests") alignStoreFailures(config);
  problems.push(...contradictions(config, kind));
  return { config: { ...config }, problems };
}

/**
 * The same for a merged config that differs in a few keys from one that is finished already.
 * @param base finished from `lower`; it is copied
 */
export function finishOver(
  base: DataObject,
  lower: DataObject,
  merged: DataObject,
  fields: Fields,
  kind: ConfigKind,
): Finished {
  const problems: WrongValue[] = [];
  const config = mappingOf<Data>(base);
  for (const key of Object.keys(merged)) {
    const given = merged[key] ?? null;
    const field = ownValue(fields, key);
    if (given === ownValue(lower, key)) continue;
    if (field === undefined) config[key] = given;
    else {
      // A none does not undo what the project file says.
      if (given !== null) config[key] = shaped(key, field, given);
      if (!isRight(key, field, config[key] ?? null, merged)) {
        problems.push(wrongType(key, field, given));
      }
    }
  }
  problems.push(...contradictions(config, kind));
  return { config: { ...config }, problems };
}

const wrongType = (key: string, { type }: Field, given: Data): WrongValue => ({
  key,
  problem: configValueIsWrong(key, wanted[type], typeOfData(given)),
});

function finished(kind: ConfigKind, key: string, field: Field, given: Data | undefined): Data {
  if (given === undefined) return field.default;
  if (given === null) return keepsNull(kind, key) ? null : field.default;
  return shaped(key, field, given);
}

function isRight(key: string, field: Field, value: Data, merged: DataObject): boolean {
  if (key === "enabled" && merged.enabled === null) return false;
  return value === field.default || value === null || accepts[field.type](value);
}

/** `freshness: null` of a source switches it off; any other none means "not set". */
const keepsNull = (kind: ConfigKind, key: string): boolean =>
  kind === "sources" && key === "freshness";

const asText = (value: Data): string => str(toValue(value));
const asTexts = (value: Data): Data => (Array.isArray(value) ? value.map(asText) : asText(value));

/** dbt turns whatever stands for a text into Python's text of it: `alias: 2020` is "2020". */
function shaped(key: string, field: Field, given: Data): Data {
  if (field.type === "hooks") return (Array.isArray(given) ? given : [given]).map(toHook);
  if (field.type === "text") return asText(given);
  if (field.type === "texts" || field.type === "text or texts") return asTexts(given);
  if (field.type === "integer") return toInteger(given);
  if (key === "freshness")
    return isDataObject(given) ? freshness(field, given) : wrongOrNone(field, given);
  if (onlyOwnKeys.has(key) && isDataObject(given) && isDataObject(field.default)) {
    const known = Object.keys(field.default);
    const own = Object.entries(given).filter(([name]) => known.includes(name));
    return { ...field.default, ...Object.fromEntries(own) };
  }
  return given;
}

/** Mappings of which dbt keeps no keys but its own. */
const onlyOwnKeys = new Set([
  "docs",
  "contract",
  "snapshot_meta_column_names",
  "snowflake",
  "latest_version_pointer",
]);

/** A model's freshness that is no mapping counts as none. */
const wrongOrNone = (field: Field, given: Data): Data => (field.default === null ? null : given);

function toInteger(given: Data): Data {
  const number = typeof given === "string" ? Number(given.trim() || Number.NaN) : given;
  return typeof number === "number" && !Number.isNaN(number) ? Math.trunc(number) : given;
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

/** A hook as text, as JSON in text (from `before_begin()` and kin), or as a mapping; what is none stays as it is. */
function toHook(source: Data): Data {
  if (isDataObject(source)) return hookFrom(source) ?? String(source);
  if (typeof source !== "string") return source;
  if (source.trimStart().startsWith("{")) {
    try {
      const parsed = JSON.parse(source) as Data;
      return (isDataObject(parsed) ? hookFrom(parsed) : undefined) ?? source;
    } catch {
      // Not JSON after all: SQL that begins with a Jinja tag.
    }
  }
  return { sql: source, transaction: true, index: null };
}

function hookFrom({ sql, transaction, index }: DataObject): DataObject | undefined {
  if (typeof sql !== "string") return undefined;
  return {
    sql,
    transaction: typeof transaction === "boolean" ? transaction : true,
    index: typeof index === "number" ? index : null,
  };
}

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

/** Values of which only some will do. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  access: ["private", "protected", "public"],
  on_configuration_change: ["apply", "continue", "fail"],
  on_error: ["skip_children", "continue"],
};

const onlyMaterialized: Partial<Record<ConfigKind, string>> = {
  data_tests: "test",
  seeds: "seed",
};

function contradictions(config: DataObject, kind: ConfigKind): WrongValue[] {
  const problems: WrongValue[] = [];
  const refuse = (key: string, wish: string, got: Data | undefined, part = "") =>
    problems.push({ key, problem: configValueIsWrong(`${key}${part}`, wish, `"${String(got)}"`) });
  const only = onlyMaterialized[kind];
  if (only !== undefined && config.materialized !== only) {
    refuse("materialized", `"${only}" here`, config.materialized);
  }
  if (kind === "data_tests" && !/^(?:warn|error)$/i.test(String(config.severity))) {
    refuse("severity", "warn or error", config.severity);
  }
  for (const [key, values] of Object.entries(allowed)) {
    const value = config[key] ?? null;
    const isKnown = typeof value === "string" && values.includes(value);
    if (key in fieldsOf[kind] && value !== null && !isKnown)
      refuse(key, values.join(" or "), value);
  }
  if (isEnforcedIncremental(config) && !canKeepContract(config)) {
    const wish = `"append_new_columns" or "fail", as the model is incremental and its contract enforced`;
    refuse("on_schema_change", wish, config.on_schema_change);
  }
  const color = isDataObject(config.docs) ? config.docs.node_color : null;
  if (typeof color === "string" && color !== "" && !isColor(color)) {
    refuse("docs", "a colour's name or a code such as #ff8800", color, ".node_color");
  }
  return problems;
}

const isEnforcedIncremental = ({ contract, materialized }: DataObject): boolean =>
  isDataObject(contract) && contract.enforced === true && materialized === "incremental";

const canKeepContract = (config: DataObject): boolean =>
  ["append_new_columns", "fail"].includes(String(config.on_schema_change));
