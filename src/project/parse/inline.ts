/** Parses SQL that was typed at the command line as a node of the root project. */
import type { Manifest } from "../../core/manifest.ts";
import type { ManifestNode, SqlOperation } from "../../core/nodes.ts";
import { throwAll } from "../../core/problem.ts";
import type { Project, SourceText } from "../load.ts";
import { configure } from "./configure.ts";
import { type Draft, noNames, startNode, takeFacts } from "./draft.ts";
import { linkAll } from "./link.ts";
import { newWorkspace } from "./new-workspace.ts";
import { createRecorderFor } from "./project-recorder.ts";
import { createNaming } from "./relation-names.ts";
import { createResolver } from "./resolve.ts";
import { attempt, behavior, type Workspace } from "./workspace.ts";

export interface InlineNode {
  /** The project with the node in its manifest. */
  readonly project: Project;
  readonly node: SqlOperation;
}

const shownFile = "inline";

/**
 * Parses a query as `--inline` gives it.
 * @param name what the node is called
 * @throws Problems with everything that is wrong in it
 */
export function parseInline(project: Project, sql: string, name = "inline_query"): InlineNode {
  const workspace = inlineWorkspace(project);
  const draft = draftOf(sql, name, workspace);
  throwAll(workspace.problems);
  workspace.nodes.set(draft.node.unique_id, draft);
  const resolver = createResolver(project.manifest, {
    rootName: project.settings.name,
    nodePackageFirst: behavior(workspace, "require_ref_searches_node_package_before_root"),
  });
  attempt(workspace, () => createNaming(workspace)(draft));
  linkAll(workspace, resolver);
  throwAll(workspace.problems);
  const node = draft.node as unknown as SqlOperation;
  return { node, project: withNode(project, node, sql) };
}

function draftOf(sql: string, name: string, workspace: Workspace): Draft {
  const { root, profile, recorder } = workspace;
  const node = startNode({
    resourceType: "sql_operation",
    name,
    owner: root,
    path: `sql/${name}`,
    originalFilePath: `from remote system.sql`,
    uniqueId: `sql_operation.${root.name}.${name}`,
    fqn: [root.name, "sql", name],
    text: sql,
    createdAt: workspace.createdAt,
  });
  node.database = profile.database;
  node.schema = profile.schema;
  const facts = attempt(workspace, () =>
    recorder.record({ node, file: shownFile, fileText: sql, offset: 0 }),
  );
  throwAll(workspace.problems);
  if (facts === undefined) throw new Error("Bug: a template that gave neither facts nor problems");
  takeFacts(node, facts);
  const file = {
    package: root.name,
    kind: "model" as const,
    path: node.path,
    searchedPath: "",
    originalFilePath: node.original_file_path,
    absolutePath: "",
    mtimeMs: 0,
    size: sql.length,
  };
  const draft: Draft = {
    node,
    facts,
    owner: root,
    kind: "analyses",
    calls: facts.calls,
    names: noNames,
    origin: { file, text: sql, shown: shownFile },
  };
  configure(draft, workspace);
  return draft;
}

function inlineWorkspace(project: Project): Workspace {
  const { settings: root, packages, profile, flags, env, invocation, macros } = project;
  const settings = { project: root, packages, profile, warnings: [] };
  const emit = (): void => undefined;
  return newWorkspace({
    settings,
    flags,
    macros,
    macroNodes: new Map(),
    recorder: createRecorderFor({ settings, flags, env, invocation, emit, macros }),
    createdAt: invocation.startedAt / 1000,
    problems: [],
  });
}

function withNode(project: Project, node: SqlOperation, sql: string): Project {
  const { manifest } = project;
  const nodes: Record<string, ManifestNode> = { ...manifest.nodes, [node.unique_id]: node };
  const added: Manifest = {
    ...manifest,
    nodes,
    parent_map: { ...manifest.parent_map, [node.unique_id]: node.depends_on.nodes },
    child_map: { ...manifest.child_map, [node.unique_id]: [] },
  };
  const source: SourceText = { file: shownFile, text: sql, offset: 0 };
  return {
    ...project,
    manifest: added,
    nodeTexts: undefined,
    isPlain: false,
    sourceOf: (other) => (other.unique_id === node.unique_id ? source : project.sourceOf(other)),
  };
}
