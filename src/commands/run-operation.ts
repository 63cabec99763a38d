/** `tsdbt run-operation`: calls one macro, or runs one text of SQL. */
import { closestName } from "../core/closest.ts";
import type { Data, DataObject } from "../core/data.ts";
import type { HookNode, ManifestNode } from "../core/nodes.ts";
import type { Outcome } from "../core/outcomes.ts";
import { type Problem, problemsIn } from "../core/problem.ts";
import {
  oneOptionNeeded,
  operationNotFound,
  optionsExcludeEachOther,
} from "../core/problems/cli.ts";
import { writeRunResults } from "../execute/artifacts.ts";
import { toValue } from "../jinja/index.ts";
import type { Project } from "../project/load.ts";
import { parseInline } from "../project/parse/inline.ts";
import type { CommandResult, Context } from "./context.ts";
import { onNode } from "./on-node.ts";
import { loadAndWrite } from "./parse.ts";
import { openAdapterOf } from "./run-nodes.ts";

export interface OperationOptions {
  /** A macro's name, or `package.name`. */
  readonly macro: string | undefined;
  /** The macro's arguments by name. */
  readonly args: DataObject;
  /** SQL with Jinja, instead of a macro. */
  readonly sql: string | undefined;
}

/** @throws Problems of the project, and of options that do not go together; a macro that fails is a result */
export async function runOperation(
  context: Context,
  options: OperationOptions,
): Promise<CommandResult> {
  const { macro, sql, args } = options;
  if (macro === undefined && sql === undefined) {
    throw oneOptionNeeded("run-operation", ["a macro's name", "--sql"]);
  }
  if (macro !== undefined && sql !== undefined) throw optionsExcludeEachOther("a macro", "--sql");
  if (sql !== undefined && Object.keys(args).length > 0) {
    throw optionsExcludeEachOther("--args", "--sql");
  }
  const project = await loadAndWrite(context);
  const operation =
    sql === undefined ? macroOperation(project, macro ?? "", args) : sqlOperation(project, sql);
  const startedAt = context.now();
  const problems = await attempt(context, operation);
  finish(context, project, operation.node, startedAt, problems);
  return { success: problems.length === 0, interrupted: context.signal.aborted };
}

interface Operation {
  readonly project: Project;
  readonly node: ManifestNode;
  /** Calls this macro; without one, the node's own SQL runs. */
  readonly macro?: { readonly name: string; readonly args: DataObject };
}

function macroOperation(project: Project, macro: string, args: DataObject): Operation {
  const [packageName, name] = macro.includes(".")
    ? [macro.slice(0, macro.indexOf(".")), macro.slice(macro.indexOf(".") + 1)]
    : [null, macro];
  const found = project.macros.find(name, packageName);
  if (found === undefined) {
    const names = [...project.macros.byId.values()].map(({ node }) => node.name);
    throw operationNotFound(macro, closestName(name, names));
  }
  const node = operationNode(project, found.node.package_name, name, found.node.unique_id);
  return { project, node, macro: { name, args } };
}

function sqlOperation(project: Project, sql: string): Operation {
  const { project: extended, node } = parseInline(project, sql);
  return { project: extended, node };
}

/** A macro runs in the context of an operation of its package. */
function operationNode(
  { profile }: Project,
  packageName: string,
  name: string,
  uniqueId: string,
): HookNode {
  return {
    resource_type: "operation",
    name,
    alias: name,
    unique_id: uniqueId,
    package_name: packageName,
    fqn: uniqueId.split("."),
    path: "",
    original_file_path: "",
    database: profile.database,
    schema: profile.schema,
    checksum: { name: "none", checksum: "" },
    config: {
      enabled: true,
      materialized: "view",
      alias: null,
      schema: null,
      database: null,
      tags: [],
      meta: {},
      group: null,
    },
    tags: [],
    description: "",
    columns: {},
    meta: {},
    group: null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: null,
    unrendered_config: {},
    created_at: 0,
    relation_name: null,
    raw_code: "",
    doc_blocks: [],
    language: "sql",
    refs: [],
    sources: [],
    metrics: [],
    functions: [],
    depends_on: { macros: [], nodes: [] },
    compiled_path: null,
    contract: { enforced: false, alias_types: true },
    index: null,
  };
}

async function attempt(context: Context, operation: Operation): Promise<readonly Problem[]> {
  try {
    await execute(context, operation);
    return [];
  } catch (thrown) {
    const problems = problemsIn(thrown);
    if (problems === undefined) throw thrown;
    for (const problem of problems) context.emit({ type: "problem", problem });
    return problems;
  }
}

async function execute(context: Context, { project, node, macro }: Operation): Promise<void> {
  await using adapter = await openAdapterOf(context, project);
  await onNode(context, { project, adapter, node, mode: "run" }, async (nodeContext, compiler) => {
    if (macro === undefined) {
      const { compiled_code: sql } = await compiler.compile(node, nodeContext);
      await nodeContext.execute(sql);
      return;
    }
    const args = Object.entries(macro.args).map(([name, value]: [string, Data]) => {
      return [name, toValue(value)] as const;
    });
    await nodeContext.callMacro(macro.name, [], new Map(args));
  });
}

function finish(
  { flags, emit, now }: Context,
  project: Project,
  node: ManifestNode,
  startedAt: number,
  problems: readonly Problem[],
): void {
  if (!flags.writeJson) return;
  const completedAt = now();
  const seconds = (completedAt - startedAt) / 1000;
  const outcome: Outcome = {
    nodeId: node.unique_id,
    status: problems.length === 0 ? "success" : "error",
    timing: [
      { name: "compile", startedAt, completedAt: startedAt },
      { name: "execute", startedAt, completedAt },
    ],
    threadId: "MainThread",
    executionTime: seconds,
    adapterResponse: {},
    message: problems.length === 0 ? null : problems.map(({ message }) => message).join("\n"),
    failures: problems.length === 0 ? 0 : 1,
    compiled: false,
    compiledCode: null,
    relationName: null,
  };
  const path = writeRunResults(project, {
    outcomes: [outcome],
    compiled: new Map(),
    ranHooks: false,
    calledMacros: new Map(),
    buildPaths: new Map(),
    seconds,
    interrupted: false,
  });
  emit({ type: "artifact-written", artifact: "RunResultsArtifact", path });
}
