/** The names that every template sees, wherever it stands. Reads no files and prints nothing. */
import { createHash } from "node:crypto";
import type { DataObject } from "../../core/data.ts";
import type { Emit } from "../../core/events.ts";
import type { Flags } from "../../core/flags.ts";
import {
  bindArguments,
  Dict,
  isTrue,
  nativeFunction,
  PermissiveUndefined,
  PyError,
  type PyObject,
  returnFunction,
  type Scope,
  str,
  textOf,
  toValue,
  typeName,
  Undefined,
  type Value,
} from "../../jinja/index.ts";
import { collectionFunctions } from "./context/collections.ts";
import { type EnvVarOptions, envVarFunction } from "./context/env-var.ts";
import { flagsObject } from "./context/flags-object.ts";
import { itertoolsModule } from "./context/itertools.ts";
import { reModule } from "./context/re.ts";
import { serializers } from "./context/serializers.ts";
import { type VarOptions, varObject } from "./context/var-object.ts";
import type { Environment } from "./project-settings.ts";
import { PyDateTime } from "./python-types/datetime.ts";
import { datetimeModule, type Now } from "./python-types/module.ts";
import { pytzUtc } from "./python-types/timezone.ts";
import { pytzModule } from "./python-types/zones.ts";
import type { VarSources } from "./vars.ts";

/** The version of dbt whose language this is. */
export const dbtVersion = "1.12.6";

export interface Invocation {
  readonly id: string;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
}

export interface BaseContextOptions
  extends Pick<VarOptions, "onVar" | "missingVar" | "rendersVars">,
    Pick<EnvVarOptions, "onEnvVar" | "secretPlaceholder"> {
  readonly vars: VarSources;
  readonly env: Environment;
  /** Absent while the settings are read from which the flags come. */
  readonly flags: Flags | undefined;
  /** `targetOf(profile)`; without it there is no name `target`. */
  readonly target?: DataObject | undefined;
  readonly invocation: Invocation;
  readonly emit: Emit;
  /** Milliseconds since 1970; what `datetime.now()` reads. */
  readonly now?: Now | undefined;
  /** The node that is being rendered, for log lines. */
  readonly nodeId?: (() => string | undefined) | undefined;
  readonly threadId?: string | undefined;
}

/** A fresh map, to which the caller may add names; `contextView` gives `context` and `builtins` of the final scope. */
export function baseContext(options: BaseContextOptions): Map<string, Value> {
  const { flags, invocation, emit, target } = options;
  const now = options.now ?? Date.now;
  const names = new Map<string, Value>();
  const scope: Scope = { get: (name) => names.get(name) };
  const view = contextView(scope, () => names.keys());
  const nodeId = options.nodeId ?? (() => undefined);
  const entries: readonly (readonly [string, Value])[] = [
    ["dbt_version", dbtVersion],
    ["var", varObject({ ...options, sources: options.vars })],
    ["env_var", envVarFunction(options)],
    ["return", returnFunction],
    ...serializers,
    ...collectionFunctions,
    ["log", logFunction(emit, nodeId)],
    ["print", printFunction(emit, nodeId, flags?.print ?? true)],
    ["run_started_at", startedAt(invocation)],
    ["invocation_id", invocation.id],
    ["thread_id", options.threadId ?? "MainThread"],
    ["otel_trace_id", nativeFunction("otel_trace_id", () => "0".repeat(32))],
    ["otel_span_id", nativeFunction("otel_span_id", () => "0".repeat(16))],
    ["modules", modules(now)],
    ["local_md5", nativeFunction("local_md5", localMd5)],
    ["context", view],
    ["builtins", view],
  ];
  for (const [name, value] of entries) names.set(name, value);
  if (flags) names.set("flags", flagsObject(flags));
  if (target) names.set("target", toValue(target));
  return names;
}

/** `context` or `builtins`: the names of a scope as a mapping. */
export function contextView(scope: Scope, names: () => Iterable<Value>): PyObject {
  return {
    pyType: "dict",
    pyMapping: true,
    pyGetItem: (key) => (typeof key === "string" ? scope.get(key) : undefined),
    pyGetAttr: (name) => viewMethods[name]?.(scope, names),
    pyContains: (key) => typeof key === "string" && scope.get(key) !== undefined,
    pyIter: () => names(),
    pyLen: () => [...names()].length,
    pyRepr: () => "{…}",
  };
}

type ViewMethod = (scope: Scope, names: () => Iterable<Value>) => Value;

const viewMethods: Readonly<Record<string, ViewMethod>> = {
  get: (scope) =>
    nativeFunction("get", (call) => {
      const { key, default: fallback } = bindArguments(call, "get", ["key", "default?"]);
      return scope.get(str(key ?? null)) ?? fallback ?? null;
    }),
  keys: (_, names) => nativeFunction("keys", () => [...names()]),
  values: (scope, names) =>
    nativeFunction("values", () => [...names()].map((name) => scope.get(str(name)) ?? null)),
  items: (scope, names) =>
    nativeFunction("items", () => [...names()].map((name) => [name, scope.get(str(name)) ?? null])),
};

function logFunction(emit: Emit, nodeId: () => string | undefined): Value {
  return nativeFunction("log", (call) => {
    const { msg, info } = bindArguments(call, "log", ["msg", "info?"]);
    const message = str(msg ?? null);
    emit({ type: "template-log", message, info: isTrue(info ?? false), nodeId: nodeId() });
    return "";
  });
}

function printFunction(emit: Emit, nodeId: () => string | undefined, isShown: boolean): Value {
  return nativeFunction("print", (call) => {
    const { msg } = bindArguments(call, "print", ["msg"]);
    if (isShown) {
      emit({ type: "template-print", message: str(msg ?? null), nodeId: nodeId() });
    }
    return "";
  });
}

const startedAt = ({ startedAt: milliseconds }: Invocation): PyDateTime =>
  PyDateTime.fromWall(BigInt(Math.floor(milliseconds * 1000)), pytzUtc);

const localMd5: PyObject["pyCall"] & {} = (call) => {
  const { value = null } = bindArguments(call, "local_md5", ["value"]);
  const text = textOf(value);
  if (text !== undefined) return createHash("md5").update(text, "utf8").digest("hex");
  if (value instanceof PermissiveUndefined) {
    throw new PyError("TypeError", "object supporting the buffer API required");
  }
  if (value instanceof Undefined) throw value.error();
  throw new PyError("AttributeError", `'${typeName(value)}' object has no attribute 'encode'`);
};

/** Built only when a template looks at `modules`, which few do. */
function modules(now: Now): Value {
  return Dict.lazy((dict) => {
    dict.set("pytz", pytzModule());
    dict.set("datetime", datetimeModule(now));
    dict.set("re", reModule());
    dict.set("itertools", itertoolsModule());
  });
}
