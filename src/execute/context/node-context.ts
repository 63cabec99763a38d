/** What a node's template and the macros that build it can see while the node runs. One per node and run. */
import type { Session } from "../../adapters/adapter.ts";
import type { GraphNode } from "../../core/nodes.ts";
import {
  Interpreter,
  type PyObject,
  parseTemplate,
  type Scope,
  type Value,
} from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import { contextView } from "../../project/settings/base-context.ts";
import type { StreamReading } from "../streams/stream-batch.ts";
import { relationExists } from "./adapter/relations.ts";
import type { AdapterWork } from "./adapter/work.ts";
import { type CalledMacros, createCalledMacros } from "./called-macros.ts";
import { type Provider, providerNames, streamBatch } from "./provider-names.ts";
import { relationOfCall } from "./references.ts";
import type { RunState, TimeRange } from "./run-state.ts";
import type { StatementResults } from "./statement-results.ts";
import { createStatementRunner, type StatementRunner } from "./statements.ts";

/** What a node's templates, macros and materialization work with; its SQL runs through it too. */
export interface NodeContext extends StatementRunner {
  readonly node: GraphNode;
  readonly interpreter: Interpreter;
  readonly session: Session;
  /** What `statement` blocks stored, by name; null once `load_result` has taken it. */
  readonly results: StatementResults;
  readonly called: CalledMacros;
  /** Unique ids of the ephemeral models that `ref` met, in the order in which they were met. */
  readonly ephemerals: Set<string>;
  /** Renders a template in this context. `offset`: where the text begins in `file`. */
  render(template: string, file: string, offset?: number): Promise<string>;
  /**
   * Calls a macro as a template of this node would: a flat name, or `package.name`.
   * @throws Problem when there is no such macro
   */
  callMacro(
    name: string,
    args?: readonly Value[],
    kwargs?: ReadonlyMap<string, Value>,
  ): Promise<Value>;
  /** The value of a name, as a template would see it. */
  get(name: string): Value | undefined;
  /** What dbt's own `ref` or `source` gives for these names. @throws Problem when they mean nothing */
  relation(by: "ref" | "source", names: readonly string[]): Relation | Promise<Relation>;
  /** Adds or replaces a name: `sql`, `compiled_code`, `results`, `_engine_materialize`… */
  set(name: string, value: Value): void;
}

export interface NodeContextOptions {
  readonly run: RunState;
  readonly node: GraphNode;
  readonly session: Session;
  /** The window of a microbatch that is being built. */
  readonly batch?: TimeRange | undefined;
  /** What the node reads of its streams. */
  readonly stream?: StreamReading | undefined;
  /** Names to begin with, such as a unit test's overrides. */
  readonly names?: Iterable<readonly [string, Value]> | undefined;
}

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** A context for one node on one connection. Cheap: everything in it is made when a template asks for it. */
export function createNodeContext(options: NodeContextOptions): NodeContext {
  const { run, node, session } = options;
  const statements = createStatementRunner({
    session,
    nodeId: node.unique_id,
    emit: run.emit,
    addComment: run.commentFor(node),
    autocommit: isAutocommitting(run),
  });
  const work = workOf(options, statements);
  const results: StatementResults = new Map();
  const ephemerals = new Set<string>();
  const given = new Map<string, Value>(options.names ?? []);
  const scope = createScope(run, node, given, () => provider);
  const called = createCalledMacros(
    run.project.macros,
    node.package_name,
    "depends_on" in node ? node.depends_on.macros : [],
    (id) => noteCalled(run, node.unique_id, id),
  );
  const interpreter = new Interpreter({ globals: scope, onMacroCall: called.note });
  const render = (template: string, file: string, offset = 0): Promise<string> =>
    interpreter.render(parseTemplate(template, file, { offset }));
  const provider: Provider = {
    node,
    work,
    results,
    render: (text) => render(text, fileOf(node)),
    macroStack: () => interpreter.macroStack.map((macro) => macro.name),
    references: {
      run,
      node,
      batch: options.batch,
      stream: options.stream,
      onEphemeral: (id) => ephemerals.add(id),
      exists: (name) => relationExists(work, name),
    },
  };
  // Before a macro of that name, which a project may have so that dbt can run it too.
  if (options.stream !== undefined) given.set("stream_batch", streamBatch(provider));
  return {
    node,
    interpreter,
    session,
    results,
    called,
    ephemerals,
    render,
    async callMacro(name, args = [], kwargs) {
      const macro = findMacro(scope, name);
      if (macro === undefined) throw new Error(`Bug: there is no macro ${name}`);
      return await interpreter.call(macro, args, kwargs);
    },
    get: (name) => scope.get(name),
    relation: (by, args) => relationOfCall[by](provider.references, { args, kwargs: noKeywords }),
    set: (name, value) => given.set(name, value),
    ...statements,
  };
}

/** Every context of a node, such as those of its batches, adds to the same. */
function noteCalled({ calledMacros }: RunState, nodeId: string, macroId: string): void {
  const known = calledMacros.get(nodeId);
  if (known === undefined) calledMacros.set(nodeId, new Set([macroId]));
  else known.add(macroId);
}

/** dbt-duckdb's and dbt-postgres's names for it. */
function isAutocommitting({ project }: RunState): boolean {
  const { disable_transactions: disabled, autocommit } = project.profile.credentials;
  return disabled === true || autocommit === true;
}

function workOf(
  { run, node, session }: NodeContextOptions,
  statements: AdapterWork["statements"],
): AdapterWork {
  const { project } = run;
  return {
    run,
    session,
    statements,
    facts: {
      dialect: run.dialect,
      quoting: run.quoting,
      credentials: project.profile.credentials,
      macros: project.macros,
      packageName: node.package_name,
      behavior: project.flags.behavior,
      warn: run.warnOnce,
    },
  };
}

/**
 * The names in dbt's order: what the engine set, macros, the node's own names, those of every template. A project may
 * so replace `ref` by a macro and reach the original as `builtins.ref`.
 */
function createScope(
  run: RunState,
  node: GraphNode,
  given: ReadonlyMap<string, Value>,
  provider: () => Provider,
): Scope {
  const macros = run.project.macros.namespaceFor(node.package_name);
  const base = run.baseFor(node.package_name);
  const built = new Map<string, Value>();
  const builtIn = (name: string): Value | undefined => {
    const known = built.get(name);
    if (known !== undefined) return known;
    const make = Object.hasOwn(providerNames, name) ? providerNames[name] : undefined;
    const value = make ? make(provider()) : viewNamed(name);
    if (value === undefined) return base.get(name);
    built.set(name, value);
    return value;
  };
  const names = (): Iterable<string> =>
    new Set([
      ...given.keys(),
      ...(macros.names?.() ?? []),
      ...Object.keys(providerNames),
      ...base.keys(),
    ]);
  const scope: Scope = {
    get(name) {
      const value = given.get(name);
      return value === undefined ? (macros.get(name) ?? builtIn(name)) : value;
    },
    names,
  };
  const viewNamed = (name: string): PyObject | undefined => {
    if (name === "context") return contextView(scope, names);
    return name === "builtins" ? contextView({ get: builtIn }, names) : undefined;
  };
  return scope;
}

function findMacro(scope: Scope, name: string): Value | undefined {
  const [first = "", second] = name.split(".");
  const found = scope.get(first);
  if (second === undefined) return found;
  return typeof found === "object" && found !== null && !Array.isArray(found)
    ? (found.pyGetAttr?.(second) ?? found.pyGetItem?.(second))
    : undefined;
}

const fileOf = (node: GraphNode): string => node.original_file_path;
