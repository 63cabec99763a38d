/** `ref`, `source`, `config` and their kin while the project is parsed: they note what they are called with. */
import type { Data, DataObject } from "../../core/data.ts";
import { referenceArguments } from "../../core/problems/runtime-references.ts";
import {
  type Call,
  Dict,
  isTrue,
  nativeFunction,
  PyError,
  type PyObject,
  repr,
  str,
  typeName,
  type Value,
} from "../../jinja/index.ts";
import type { Notes } from "./recorder.ts";
import { dataOf, dictData } from "./value-data.ts";

const failed = (message: string, hint?: string): PyError =>
  new PyError("CompilationError", message, hint);

const given = (args: readonly Value[]): string =>
  args.length === 0 ? "nothing" : args.map(repr).join(", ");

/** One or two arguments that are text: a name, with its package before it. */
function nameAndPackage(
  call: Call,
  name: "ref" | "metric" | "function",
): readonly [string, string | null] {
  const { args } = call;
  const [first = null, second] = args;
  const target = second ?? first;
  const owner = second === undefined ? null : first;
  const isRight = typeof target === "string" && (owner === null || typeof owner === "string");
  if (args.length < 1 || args.length > 2 || !isRight) throw referenceArguments(name, given(args));
  return [target, owner];
}

/** `ref`: gives the node's own relation, because others are not known yet. */
export function refNative(notes: Notes, relation: () => Value): PyObject {
  return nativeFunction("ref", (call) => {
    const [name, packageName] = nameAndPackage(call, "ref");
    const given = call.kwargs.get("version") ?? null;
    const version = isTrue(given) ? given : (call.kwargs.get("v") ?? null);
    notes.refs.push({ name, package: packageName, version: versionOf(version) });
    return relation();
  });
}

function versionOf(version: Value): string | number | null {
  if (version === null || typeof version === "string" || typeof version === "number")
    return version === "" || version === 0 ? null : version;
  const data = dataOf(version);
  if (typeof data === "object" && data !== null && "float" in data) return Number(data.float);
  throw failed(`The version in ref() must be text or a number, but is ${typeName(version)}`);
}

export function sourceNative(notes: Notes, relation: () => Value): PyObject {
  return nativeFunction("source", ({ args }) => {
    const [source = null, table = null] = args;
    if (args.length !== 2 || typeof source !== "string" || typeof table !== "string")
      throw referenceArguments("source", given(args));
    notes.sources.push([source, table]);
    return relation();
  });
}

export function metricNative(notes: Notes): PyObject {
  return nativeFunction("metric", (call) => {
    const [name, packageName] = nameAndPackage(call, "metric");
    notes.metrics.push(packageName === null ? [name] : [packageName, name]);
    return name;
  });
}

export function functionNative(notes: Notes, relation: () => Value): PyObject {
  return nativeFunction("function", (call) => {
    const [name, packageName] = nameAndPackage(call, "function");
    notes.functions.push(packageName === null ? [name] : [packageName, name]);
    return relation();
  });
}

const empty = (name: string): PyObject => nativeFunction(name, () => "");

/** `config` notes what it is called with; asked for a value, it gives nothing yet. */
export function configNative(notes: Notes): PyObject {
  const note = (options: DataObject): Value => {
    notes.configured = true;
    notes.calls.push(withDashes(options));
    return "";
  };
  const set = nativeFunction("set", ({ args: [name = null, value = null] }) =>
    note({ [str(name)]: dataOf(value) }),
  );
  return configObject((call) => note(optionsOf(call)), set);
}

/** `config` in a macro that has no config of its own. */
export function configOfMacro(): PyObject {
  return configObject(
    () => "",
    nativeFunction("set", () => ""),
    ({ args: [, fallback = null], kwargs }) => kwargs.get("default") ?? fallback,
  );
}

function configObject(
  call: (call: Call) => Value,
  set: PyObject,
  get: (call: Call) => Value = () => "",
): PyObject {
  const members: Readonly<Record<string, Value>> = {
    set,
    get: nativeFunction("get", get),
    meta_get: nativeFunction("meta_get", get),
    require: empty("require"),
    meta_require: empty("meta_require"),
    persist_relation_docs: nativeFunction("persist_relation_docs", () => false),
    persist_column_docs: nativeFunction("persist_column_docs", () => false),
  };
  return {
    pyType: "ParseConfigObject",
    pyCall: call,
    pyGetAttr: (name) => (Object.hasOwn(members, name) ? members[name] : undefined),
  };
}

function optionsOf({ args, kwargs }: Call): DataObject {
  const [only] = args;
  if (args.length === 1 && kwargs.size === 0 && only instanceof Dict) return dictData(only);
  if (args.length > 0 || kwargs.size === 0)
    throw failed("config() takes either keyword arguments or one dictionary");
  return Object.fromEntries([...kwargs].map(([name, value]) => [name, dataOf(value)]));
}

/** Hooks have two spellings; only one of them may be used. */
function withDashes(options: DataObject): DataObject {
  if (!("pre_hook" in options || "post_hook" in options)) return options;
  const { pre_hook: pre, post_hook: post, ...rest } = options;
  const renamed: Record<string, Data> = { ...rest };
  for (const [key, value] of [
    ["pre-hook", pre],
    ["post-hook", post],
  ] as const) {
    if (value === undefined) continue;
    if (key in rest) throw failed(`config() has both "${key}" and "${key.replace("-", "_")}"`);
    renamed[key] = value;
  }
  return renamed;
}
