/** The methods of `adapter` that need no database: they answer the same at parse time and at run time. */
import {
  hardDeletesConflict,
  hardDeletesInvalid,
  strategyInvalid,
  warnedByTemplate,
} from "../../../core/problems/context.ts";
import { databaseUnsupported } from "../../../core/problems/database.ts";
import {
  bindArguments,
  type Call,
  Dict,
  isTrue,
  PyError,
  type PyObject,
  str,
  type Value,
} from "../../../jinja/index.ts";
import { relationClass } from "../api.ts";
import { type Members, namespaceObject } from "../native.ts";
import { constraintMethods } from "./constraints.ts";
import { conversionMethods } from "./conversions.ts";
import { externalMethods } from "./external.ts";
import type { AdapterFacts, PureMethods } from "./facts.ts";
import { indexMethods } from "./indexes.ts";

const builtinStrategies = ["append", "delete+insert", "merge", "insert_overwrite"];

const quotingMethods: PureMethods = {
  quote: (_, call) => quoted(argument(call, "quote", "identifier")),
  quote_as_configured: ({ quoting }, call) => {
    const given = bindArguments(call, "quote_as_configured", ["identifier", "quote_key"]);
    const identifier = str(given.identifier ?? null);
    switch (given.quote_key) {
      case "database":
      case "schema":
      case "identifier":
        return (quoting[given.quote_key] ?? true) ? quoted(identifier) : identifier;
      default:
        return identifier;
    }
  },
  quote_seed_column: (_, call) => {
    const given = bindArguments(call, "quote_seed_column", ["column", "quote_config"]);
    const config = given.quote_config ?? null;
    if (config !== null && typeof config !== "boolean")
      throw new PyError(
        "CompilationError",
        `quote_columns has to be true or false, not ${str(config)}`,
      );
    return config === false ? str(given.column ?? null) : quoted(given.column ?? null);
  },
};

const pureMethods: PureMethods = {
  type: ({ dialect }) => dialect.name,
  dispatch: ({ macros, packageName }, call) => dispatch(macros, packageName, call),
  ...quotingMethods,
  ...constraintMethods,
  ...conversionMethods,
  ...externalMethods,
  ...indexMethods,
  get_hard_deletes_behavior: (_, call) =>
    hardDeletes(argument(call, "get_hard_deletes_behavior", "config"), call),
  valid_incremental_strategies: ({ dialect }) => [...dialect.incrementalStrategies],
  get_incremental_strategy_macro: (facts, call) => strategyMacro(facts, call),
  warn_once: ({ warn }, call) => {
    warn("AdapterWarning", warnedByTemplate(str(argument(call, "warn_once", "msg")), undefined));
    return null;
  },
  get_pseudocolumns_for_relation: () => [],
  build_catalog_relation: () => null,
  bridge_v2_catalog: () => noCatalogs(),
  get_catalog_integration: () => noCatalogs(),
  get_partitions_metadata: ({ dialect }) => {
    throw databaseUnsupported(
      `get_partitions_metadata on ${dialect.name}`,
      "Only BigQuery has it.",
    );
  },
};

/** The attributes and pure methods of `adapter`. */
export const pureMembers: Members<AdapterFacts> = {
  attributes: {
    behavior: ({ behavior }) => behaviorObject(behavior),
    Relation: ({ dialect, quoting }) => relationClass(dialect, quoting),
  },
  methods: pureMethods,
};

const quoted = (identifier: Value): string => `"${str(identifier)}"`;

function argument(call: Call, method: string, name: string): Value {
  return bindArguments(call, method, [name])[name] ?? null;
}

function dispatch(macros: AdapterFacts["macros"], packageName: string, call: Call): Value {
  const given = bindArguments(call, "dispatch", ["macro_name", "macro_namespace?", "packages?"]);
  const namespace = given.macro_namespace ?? null;
  if (namespace !== null && typeof namespace !== "string")
    throw new PyError(
      "CompilationError",
      `macro_namespace has to be a string, not ${str(namespace)}`,
    );
  if (given.packages !== undefined && given.packages !== null)
    throw new PyError(
      "CompilationError",
      "adapter.dispatch no longer takes a list of packages",
      "Use macro_namespace, and `dispatch:` in the project file.",
    );
  const name = str(given.macro_name ?? null);
  return macros.dispatch(name, namespace, packageName).definition;
}

/** Flags of the adapters themselves, which no project file lists, at their defaults. */
const adapterFlags: Readonly<Record<string, boolean>> = {
  require_batched_execution_for_custom_microbatch_strategy: false,
  enable_truthy_nulls_equals_macro: false,
  postgres_skip_autocommit_transaction_statements: true,
};

/** `adapter.behavior.some_flag`: true or false, and `.no_warn` for the same without a notice. */
function behaviorObject(flags: Readonly<Record<string, boolean>>): PyObject {
  return namespaceObject(
    "Behavior",
    Object.fromEntries(
      Object.entries({ ...adapterFlags, ...flags }).map(([name, value]) => [
        name,
        () => flag(value),
      ]),
    ),
  );
}

const flag = (value: boolean): PyObject => ({
  pyType: "BehaviorFlagRendered",
  pyBool: () => value,
  pyGetAttr: (name) => (name === "no_warn" || name === "setting" ? value : undefined),
  pyEquals: (other) => isTrue(other) === value,
  pyStr: () => (value ? "True" : "False"),
});

function hardDeletes(config: Value, { interpreter }: Call): string {
  const get = (name: string): Value =>
    config instanceof Dict
      ? (config.get(name) ?? null)
      : interpreter.callSync(attribute(config, "get"), [name]);
  const legacy = get("invalidate_hard_deletes");
  const behavior = get("hard_deletes");
  if (legacy !== null && behavior !== null) throw hardDeletesConflict();
  if (legacy !== null && isTrue(legacy)) return "invalidate";
  if (behavior === null) return "ignore";
  const text = str(behavior).toLowerCase();
  if (["ignore", "invalidate", "new_record"].includes(text)) return text;
  throw hardDeletesInvalid(text);
}

function attribute(value: Value, name: string): Value {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return value.pyGetItem?.(name) ?? value.pyGetAttr?.(name) ?? null;
}

/** The macro that writes the SQL of an incremental strategy, looked up in the context that is passed in. */
function strategyMacro({ dialect }: AdapterFacts, call: Call): Value {
  const given = bindArguments(call, "get_incremental_strategy_macro", [
    "model_context",
    "strategy",
  ]);
  const strategy = str(given.strategy ?? "default");
  const valid = [...dialect.incrementalStrategies, "default"];
  if (builtinStrategies.includes(strategy) && !valid.includes(strategy))
    throw strategyInvalid(strategy, dialect.name, valid);
  const name = `get_incremental_${strategy.replaceAll("+", "_")}_sql`;
  const macro = attribute(given.model_context ?? null, name);
  if (macro === null) throw strategyInvalid(strategy, dialect.name, valid);
  return macro;
}

function noCatalogs(): Value {
  throw databaseUnsupported(
    "A catalog integration (catalogs.yml)",
    "Use `attach:` in profiles.yml.",
  );
}
