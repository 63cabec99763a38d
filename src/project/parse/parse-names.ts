/** The names that templates see while the project is parsed: `execute` is false, and what is asked of them is noted. */
import type { Dialect } from "../../adapters/dialect.ts";
import type { DataObject } from "../../core/data.ts";
import type { Emit } from "../../core/events.ts";
import {
  Dict,
  nativeFunction,
  PyError,
  parseTemplate,
  type Scope,
  str,
  toValue,
  type Value,
} from "../../jinja/index.ts";
import { adapterAtParse } from "../context/adapter/parse-adapter.ts";
import { Table } from "../context/agate/table.ts";
import { apiObject, columnClass } from "../context/api.ts";
import { exceptionsObject } from "../context/exceptions.ts";
import { namespaceObject } from "../context/native.ts";
import { policyOf, relationOfNode } from "../context/relation.ts";
import { validationObject } from "../context/validation.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import type { DraftNode } from "./draft.ts";
import type { Notes, ParseNames } from "./recorder.ts";
import {
  configNative,
  configOfMacro,
  functionNative,
  metricNative,
  refNative,
  sourceNative,
} from "./recording-natives.ts";

/** Names that every template has, `var` and `env_var` among them, which note what they are asked. */
export type BaseNames = (options: {
  readonly packageName: string;
  readonly notes: Notes;
  readonly missingVar: "error" | "none";
  readonly rendersVars: boolean;
}) => Scope;

export interface ParseNamesOptions {
  readonly root: ProjectSettings;
  readonly dialect: Dialect;
  readonly credentials: DataObject;
  readonly database: string;
  readonly schema: string;
  readonly macros: MacroSet;
  readonly behavior: Readonly<Record<string, boolean>>;
  readonly base: BaseNames;
  readonly emit: Emit;
}

/** What a name gives, for one node. */
type NodeName = (node: DraftNode, notes: Notes, scope: Scope) => Value;

/** Names whose value depends on the target, the settings or the node, which the cache has to know. */
const ofSettings = new Set([
  "target",
  "env",
  "this",
  "model",
  "adapter",
  "database",
  "schema",
  "project_name",
  "pre_hooks",
  "post_hooks",
  "context",
  "builtins",
]);
const ofFlags = new Set(["flags", "invocation_args_dict", "context", "builtins"]);

export function createParseNames(options: ParseNamesOptions): ParseNames {
  const shared = sharedNames(options);
  const ofNode = nodeNames(options);
  return {
    forNode(node, notes) {
      const base = options.base({
        packageName: node.package_name,
        notes,
        missingVar: "none",
        rendersVars: true,
      });
      const macros = options.macros.namespaceFor(node.package_name);
      const made = new Map<string, Value>();
      const own = (name: string): Value | undefined => {
        const known = made.get(name);
        if (known !== undefined) return known;
        const value = Object.hasOwn(ofNode, name)
          ? ofNode[name]?.(node, notes, all)
          : (shared.get(name) ?? base.get(name));
        if (value !== undefined) made.set(name, value);
        return value;
      };
      const withoutMacros: Scope = {
        get(name) {
          if (ofSettings.has(name)) notes.settings = true;
          if (ofFlags.has(name)) notes.flags = true;
          if (name === "context") return contextObject(all);
          return name === "builtins" ? contextObject({ get: own }) : own(name);
        },
      };
      const all: Scope = { get: (name) => macros.get(name) ?? withoutMacros.get(name) };
      return { all, withoutMacros };
    },
    forYaml: (packageName, notes) =>
      options.base({ packageName, notes, missingVar: "error", rendersVars: false }),
    forNaming(macro, notes) {
      const { packageName } = macro;
      const base = options.base({ packageName, notes, missingVar: "error", rendersVars: true });
      const macros = options.macros.namespaceFor(options.root.name);
      const names = namingNames(options);
      const scope: Scope = {
        get: (name) =>
          name === "context"
            ? contextObject(scope)
            : (macros.get(name) ?? names.get(name) ?? shared.get(name) ?? base.get(name)),
      };
      return scope;
    },
  };
}

/** The whole context as a mapping. */
const contextObject = (scope: Scope): Value => ({
  pyType: "dict",
  pyMapping: true,
  pyGetAttr: (name) =>
    name === "get"
      ? nativeFunction(
          "get",
          ({ args: [key = null, fallback = null] }) => scope.get(str(key)) ?? fallback,
        )
      : scope.get(name),
  pyGetItem: (key) => scope.get(str(key)),
  pyContains: (key) => scope.get(str(key)) !== undefined,
});

const answer = (name: string, value: () => Value): [string, Value] => [
  name,
  nativeFunction(name, value),
];

/** Names that are the same for every node. */
function sharedNames({ root, dialect }: ParseNamesOptions): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ["execute", false],
    ["project_name", root.name],
    ["validation", validationObject()],
    ["api", apiObject(dialect, policyOf(root.quoting))],
    ["column", columnClass(dialect)],
    ["sql_now", dialect.now],
    ["selected_resources", []],
    ["_sql_results", new Dict()],
    ["graph", new Dict()],
    answer("load_result", () => null),
    answer("store_result", () => ""),
    answer("store_raw_result", () => ""),
    answer("write", () => ""),
    answer("submit_python_job", () => null),
    answer("stream_batch", () => ""),
    answer("load_agate_table", () => Table.empty()),
    ["render", render],
    ["try_or_compiler_error", tryOrCompilerError],
    ["adapter_macro", adapterMacro],
    ["sql", null],
    ["compiled_code", null],
    ["defer_relation", null],
    [
      "context_macro_stack",
      namespaceObject("MacroStack", { call_stack: () => [], depth: () => 0 }),
    ],
  ]);
}

const render = nativeFunction("render", ({ args: [text = null], interpreter }) =>
  interpreter.renderSync(parseTemplate(str(text), "render()")),
);

const tryOrCompilerError = nativeFunction("try_or_compiler_error", (call) => {
  const [message = null, callee = null, ...args] = call.args;
  try {
    return call.interpreter.callSync(callee, args, call.kwargs);
  } catch {
    throw new PyError("CompilationError", str(message));
  }
});

const adapterMacro = nativeFunction("adapter_macro", ({ args: [name = null] }) => {
  throw new PyError(
    "CompilationError",
    `adapter_macro('${str(name)}') is no longer there`,
    "Use adapter.dispatch instead.",
  );
});

/** The `adapter` of a package. */
function adapterOf(options: ParseNamesOptions, packageName: string): Value {
  const { root, dialect, credentials, macros, behavior, emit } = options;
  return adapterAtParse({
    dialect,
    quoting: policyOf(root.quoting),
    credentials,
    macros,
    packageName,
    behavior,
    warn: (name, problem) => emit({ type: "warning", name, problem }),
  });
}

function nodeNames(options: ParseNamesOptions): Readonly<Record<string, NodeName>> {
  const { dialect, root, emit } = options;
  let last: { readonly notes: Notes; readonly relation: Value } | undefined;
  // The node's own relation stands for everything that its template reads. Nothing changes it while that is rendered.
  const relation = (node: DraftNode, notes: Notes): Value => {
    if (last?.notes !== notes)
      last = { notes, relation: relationOfNode(node as never, { dialect, quoting: root.quoting }) };
    return last.relation;
  };
  return {
    ref: (node, notes) => refNative(notes, () => relation(node, notes)),
    source: (node, notes) => sourceNative(notes, () => relation(node, notes)),
    metric: (_, notes) => metricNative(notes),
    function: (node, notes) => functionNative(notes, () => relation(node, notes)),
    config: (_, notes) => configNative(notes),
    exceptions: (node) => exceptionsObject({ nodeId: node.unique_id, emit }),
    adapter: (node) => adapterOf(options, node.package_name),
    this: (node, notes) => (node.resource_type === "operation" ? null : relation(node, notes)),
    model: (node) => toValue(withoutNulls(node)),
    database: (node) => node.database,
    schema: (node) => node.schema,
    env: (_node, _notes, scope) => scope.get("target") ?? null,
    pre_hooks: (node) => toValue(node.config["pre-hook"] ?? []),
    post_hooks: (node) => toValue(node.config["post-hook"] ?? []),
  };
}

function namingNames(options: ParseNamesOptions): ReadonlyMap<string, Value> {
  const { root, emit } = options;
  return new Map<string, Value>([
    ["exceptions", exceptionsObject({ nodeId: undefined, emit })],
    ["adapter", adapterOf(options, root.name)],
    ["database", options.database],
    ["schema", options.schema],
    ["config", configOfMacro()],
    ["model", new Dict()],
  ]);
}

/** A node as dbt shows it to templates: without the fields that hold nothing. */
function withoutNulls(node: DraftNode): DataObject {
  return Object.fromEntries(
    Object.entries(node).filter(([, value]) => value !== null && value !== undefined),
  );
}
