/** `config` while a node runs: it only reads. Calls to set something were heeded when the node was parsed. */
import type { NodeConfig } from "../../core/node-config.ts";
import { configMissing } from "../../core/problems/context.ts";
import {
  bindArguments,
  type Call,
  Dict,
  isTrue,
  type PyObject,
  str,
  toValue,
  type Value,
} from "../../jinja/index.ts";
import { type Members, memberOf } from "../../project/context/native.ts";

interface ConfigReader {
  readonly nodeId: string;
  readonly config: NodeConfig;
  /** The value of a key, made when it is first asked for: of all that a node has, few are. */
  readonly value: (key: string) => Value | undefined;
}

/**
 * `config`.
 * @param model makes `config.model`
 */
export function configObject(nodeId: string, config: NodeConfig, model: () => Value): PyObject {
  const made = new Map<string, Value>();
  const value = (key: string): Value | undefined => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const data = configData(config, key);
    if (data === absent) return undefined;
    const converted = toValue(data);
    made.set(key, converted);
    return converted;
  };
  const reader: ConfigReader = { nodeId, config, value };
  return {
    pyType: "RuntimeConfigObject",
    pyCall: () => "",
    pyGetAttr: (name) => (name === "model" ? model() : memberOf(configMembers, reader, name)),
  };
}

const absent = Symbol("no such key");

function configData(config: NodeConfig, key: string): unknown {
  const names: unknown = config.snapshot_meta_column_names;
  if (key === "snapshot_table_column_names" && names) return snapshotColumns(names);
  return Object.hasOwn(config, key) ? config[key] : absent;
}

const snapshotColumnNames = [
  "dbt_valid_from",
  "dbt_valid_to",
  "dbt_scd_id",
  "dbt_updated_at",
  "dbt_is_deleted",
] as const;

/** The columns that a snapshot adds, under the names that its config gives them or dbt's own. */
const snapshotColumns = (names: object): Record<string, string> =>
  Object.fromEntries(
    snapshotColumnNames.map((name) => {
      const renamed: unknown = Reflect.get(names, name);
      return [name, typeof renamed === "string" && renamed !== "" ? renamed : name];
    }),
  );

const configMembers: Members<ConfigReader> = {
  attributes: {},
  methods: {
    set: () => "",
    get: (reader, call) => lookUp(reader, call, "get", configValue),
    require: (reader, call) => required(reader, call, "require", configValue),
    meta_get: (reader, call) => lookUp(reader, call, "meta_get", metaValue),
    meta_require: (reader, call) => required(reader, call, "meta_require", metaValue),
    persist_relation_docs: (reader) => persistDocs(reader, "relation"),
    persist_column_docs: (reader) => persistDocs(reader, "columns"),
  },
};

type Find = (reader: ConfigReader, name: string) => Value | undefined;

/** Hooks go by both spellings. A key that dbt knows but nobody set is none, and hides the default. */
function configValue({ value }: ConfigReader, name: string): Value | undefined {
  const other = name.endsWith("_hook") ? name.replace(/^(pre|post)_hook$/, "$1-hook") : name;
  return value(name) ?? value(other);
}

function metaValue({ value }: ConfigReader, name: string): Value | undefined {
  const meta = value("meta");
  return meta instanceof Dict ? meta.get(name) : undefined;
}

function lookUp(
  reader: ConfigReader,
  call: Call,
  method: string,
  find: Find,
): Value | Promise<Value> {
  const given = bindArguments(call, method, ["name", "default?", "validator?"]);
  const fallback = given.default ?? null;
  const found = find(reader, str(given.name ?? null));
  const value = found === undefined ? fallback : found;
  return fallback === null ? value : validated(call, given.validator, value);
}

function required(
  reader: ConfigReader,
  call: Call,
  method: string,
  find: Find,
): Value | Promise<Value> {
  const given = bindArguments(call, method, ["name", "validator?"]);
  const name = str(given.name ?? null);
  const value = find(reader, name);
  if (value === undefined) throw configMissing(reader.nodeId, name);
  return validated(call, given.validator, value);
}

/** The validator is a function that throws when the value does not suit it. */
function validated(call: Call, validator: Value | undefined, value: Value): Value {
  if (validator !== undefined && validator !== null) call.interpreter.callSync(validator, [value]);
  return value;
}

function persistDocs({ value }: ConfigReader, what: "relation" | "columns"): Value {
  const setting = value("persist_docs");
  const flag = setting instanceof Dict ? setting.get(what) : undefined;
  return flag !== undefined && isTrue(flag);
}
