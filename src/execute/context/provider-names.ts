/** The names that a node's template sees beside macros: built when first asked for, since most never are. */
import type { NodeConfig } from "../../core/node-config.ts";
import type { GraphNode } from "../../core/nodes.ts";
import {
  adapterMacroRemoved,
  notASeed,
  pythonUnsupported,
  raisedByTemplate,
} from "../../core/problems/context.ts";
import {
  bindArguments,
  type Call,
  Dict,
  isTrue,
  nativeFunction,
  type PyObject,
  str,
  toValue,
  type Value,
} from "../../jinja/index.ts";
import { apiObject, columnClass } from "../../project/context/api.ts";
import { exceptionsObject } from "../../project/context/exceptions.ts";
import { makeRelation, relationOfNode } from "../../project/context/relation.ts";
import { validationObject } from "../../project/context/validation.ts";
import { invocationArguments } from "../invocation-arguments.ts";
import { streamBatchFunction } from "../streams/stream-batch.ts";
import type { AdapterWork } from "./adapter/work.ts";
import { adapterObject } from "./adapter-object.ts";
import { configObject } from "./config-object.ts";
import { hooksValue, modelValue } from "./node-values.ts";
import {
  functionFunction,
  metricFunction,
  type ReferenceOptions,
  refFunction,
  sourceFunction,
} from "./references.ts";
import { resultNames } from "./result-names.ts";
import type { StatementResults } from "./statement-results.ts";

/** What the names are made from. */
export interface Provider {
  readonly node: GraphNode;
  readonly work: AdapterWork;
  readonly references: ReferenceOptions;
  readonly results: StatementResults;
  /** Renders a template in the node's own context. */
  readonly render: (text: string) => Promise<string>;
  /** Names of the macros that are running, outermost first. */
  readonly macroStack: () => readonly string[];
}

/** Undefined: such a node has no such name. */
type Names = Readonly<Record<string, (provider: Provider) => Value | undefined>>;

const configOf = (node: GraphNode): NodeConfig | undefined =>
  "config" in node ? node.config : undefined;

const resourceNames: Names = {
  ref: ({ references }) => refFunction(references),
  source: ({ references }) => sourceFunction(references),
  metric: () => metricFunction(),
  function: ({ references }) => functionFunction(references),
  config: ({ node }) =>
    configObject(node.unique_id, configOf(node) ?? ({} as NodeConfig), () => modelValue(node)),
  this: (provider) => thisRelation(provider),
  model: ({ node }) => modelValue(node),
  source_node: ({ node }) => (node.resource_type === "source" ? modelValue(node) : undefined),
  defer_relation: ({ node, work: { run } }) => {
    const name = run.deferred.get(node.unique_id);
    return name ? makeRelation(name, run.dialect, run.quoting) : null;
  },
  database: ({ node, work: { run } }) => text(node, "database") ?? run.project.profile.database,
  schema: ({ node, work: { run } }) => text(node, "schema") ?? run.project.profile.schema,
  pre_hooks: ({ node }) => hooksValue(configOf(node)?.["pre-hook"]),
  post_hooks: ({ node }) => hooksValue(configOf(node)?.["post-hook"]),
  sql: ({ node }) => text(node, "compiled_code") ?? null,
  compiled_code: ({ node }) => text(node, "compiled_code") ?? null,
  stream_batch: (provider) => streamBatch(provider),
  load_agate_table: ({ node, work: { run } }) =>
    nativeFunction("load_agate_table", () => {
      if (node.resource_type !== "seed") throw notASeed(node.resource_type, node.unique_id);
      return run.readSeed(node);
    }),
};

const databaseNames: Names = {
  adapter: ({ work }) => adapterObject(work),
  api: ({ work: { run } }) => apiObject(run.dialect, run.quoting),
  column: ({ work: { run } }) => columnClass(run.dialect),
  sql_now: ({ work: { run } }) => run.dialect.now,
  adapter_macro: () =>
    nativeFunction("adapter_macro", ({ args }) => {
      throw adapterMacroRemoved(str(args[0] ?? null));
    }),
  submit_python_job: ({ node }) =>
    nativeFunction("submit_python_job", () => {
      throw pythonUnsupported(node.unique_id);
    }),
};

const statementNames: Names = {
  ...resultNames,
  write: ({ node, work: { run } }) =>
    nativeFunction("write", (call) => {
      const { payload } = bindArguments(call, "write", ["payload"]);
      run.writeRunFile(node.unique_id, str(payload ?? null));
      return "";
    }),
  render: ({ render }) =>
    nativeFunction("render", (call) => {
      const { string } = bindArguments(call, "render", ["string"]);
      return render(str(string ?? null));
    }),
  try_or_compiler_error: ({ node }) =>
    nativeFunction("try_or_compiler_error", (call) => tryOrFail(call, node.unique_id)),
};

const runNames: Names = {
  execute: () => true,
  validation: () => validationObject(),
  exceptions: ({ node, work: { run } }) =>
    exceptionsObject({ nodeId: node.unique_id, emit: run.emit }),
  graph: ({ work: { run } }) => run.graph(),
  selected_resources: ({ work: { run } }) => [...run.selected],
  thread_id: ({ work: { session } }) => threadNameOf(session.name),
  context_macro_stack: ({ macroStack }) => macroStackValue(macroStack),
  invocation_args_dict: ({ work: { run } }) => toValue(invocationArguments(run.project)),
  dbt_metadata_envs: ({ work: { run } }) => metadataValue(run.project.env),
  log: ({ node, work: { run } }) =>
    nativeFunction("log", (call) => {
      const { msg, info } = bindArguments(call, "log", ["msg", "info?"]);
      const message = str(msg ?? null);
      const isInfo = info !== undefined && isTrue(info);
      run.emit({ type: "template-log", message, info: isInfo, nodeId: node.unique_id });
      return "";
    }),
  print: ({ node, work: { run } }) =>
    nativeFunction("print", (call) => {
      const { msg } = bindArguments(call, "print", ["msg"]);
      const message = str(msg ?? null);
      if (run.project.flags.print)
        run.emit({ type: "template-print", message, nodeId: node.unique_id });
      return "";
    }),
};

/** Every name of a node's context but macros and those that any template has. */
export const providerNames: Names = {
  ...resourceNames,
  ...databaseNames,
  ...statementNames,
  ...runNames,
};

function text(node: GraphNode, key: string): string | undefined {
  const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
  return typeof value === "string" ? value : undefined;
}

function thisRelation({ node, work: { run } }: Provider): Value {
  switch (node.resource_type) {
    case "operation":
    case "exposure":
    case "unit_test":
      return null;
    default:
      return relationOfNode(node, {
        dialect: run.dialect,
        quoting: run.project.settings.quoting,
      });
  }
}

/** `stream_batch()`, which needs to know what `is_incremental()` says. */
export const streamBatch = ({ node, references, work }: Provider): Value =>
  streamBatchFunction({
    node,
    reading: references.stream,
    isIncremental: async () => {
      if (node.resource_type !== "model" || node.config.materialized !== "incremental")
        return false;
      const { flags } = work.run.project;
      const { database, schema, alias: identifier } = node;
      return (
        !(node.config.full_refresh ?? flags.fullRefresh) &&
        (await references.exists({ database, schema, identifier }))
      );
    },
  });

/** Calls a function; whatever it throws becomes the message. */
async function tryOrFail(call: Call, nodeId: string): Promise<Value> {
  const [message = null, callee = null, ...args] = call.args;
  try {
    return await call.interpreter.call(callee, args, call.kwargs);
  } catch (thrown) {
    if (thrown instanceof Error) throw raisedByTemplate(str(message), nodeId);
    throw thrown;
  }
}

const macroStackValue = (stack: () => readonly string[]): PyObject => ({
  pyType: "MacroStack",
  pyGetAttr: (name) => {
    if (name === "depth") return stack().length;
    return name === "call_stack" ? [...stack()] : undefined;
  },
});

/** The name of Python's thread that dbt would have run this in. */
function threadNameOf(connection: string): string {
  const worker = /^worker-(\d+)$/.exec(connection)?.[1];
  return worker === undefined ? "MainThread" : `Thread-${worker} (worker)`;
}

const metadataPrefix = "DBT_ENV_CUSTOM_ENV_";

function metadataValue(env: Readonly<Record<string, string | undefined>>): Value {
  const entries = Object.entries(env).filter(([name]) => name.startsWith(metadataPrefix));
  return Dict.of(
    entries.map(([name, value]): [Value, Value] => [
      name.slice(metadataPrefix.length),
      value ?? null,
    ]),
  );
}
