/** Hooks: what a node's pre- and post-hooks refer to, and the nodes of on-run-start and on-run-end. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hook } from "../../core/node-config.ts";
import { seedDependsOnNodes } from "../../core/problems/resources.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { textChecksum } from "./checksum.ts";
import { configure } from "./configure.ts";
import { type Draft, type DraftNode, noNames, startNode, takeFacts } from "./draft.ts";
import { noFacts, type TemplateFacts } from "./facts.ts";
import { placeOfDraft, shownPath } from "./places.ts";
import { hasJinja } from "./render-entry.ts";
import { addNode, attempt, type Workspace } from "./workspace.ts";

/** Hooks that name nothing but the relation and the target need not be rendered. */
const plainHook = /^(?:[^{]|\{(?![{%#])|\{\{-?\s*(?:this|target)(?:\.\w+)*\s*-?\}\})*$/;

/** Adds what a node's hooks refer to and call to what its template does. */
export function noteHooks(draft: Draft, workspace: Workspace): void {
  const { config } = draft.node;
  for (const hooks of [config["pre-hook"], config["post-hook"]]) {
    for (const hook of hooks ?? []) noteHook(hook, draft, workspace);
  }
}

function noteHook({ sql }: Hook, draft: Draft, workspace: Workspace): void {
  if (!hasJinja(sql) || plainHook.test(sql)) return;
  workspace.rendersHooks.value = true;
  const { node } = draft;
  const file = shownPath(workspace.root.dir, draft.origin.file.absolutePath);
  const facts = attempt(workspace, () =>
    workspace.recorder.recordMore({ node, file, fileText: sql, offset: 0 }, sql),
  );
  if (facts === undefined) return;
  if (node.resource_type === "seed") addToSeed(facts, draft, workspace);
  else {
    node.refs = [...node.refs, ...facts.refs];
    node.sources = [...node.sources, ...facts.sources];
  }
  addMacros(node, facts.macros);
}

/** Seeds stand at the graph's edge, so that their hooks may call macros but depend on nothing. */
function addToSeed(facts: TemplateFacts, draft: Draft, workspace: Workspace): void {
  if (facts.refs.length + facts.sources.length + facts.metrics.length > 0)
    workspace.problems.push(seedDependsOnNodes(draft.node.name, placeOfDraft(draft, workspace)));
}

function addMacros(node: DraftNode, macros: readonly string[]): void {
  const { depends_on: dependsOn } = node;
  node.depends_on = { ...dependsOn, macros: [...new Set([...dependsOn.macros, ...macros])] };
}

/** Adds the nodes of a project's on-run-start and on-run-end. */
export function addProjectHooks(owner: ProjectSettings, workspace: Workspace): void {
  addHooks("on-run-start", owner.onRunStart, owner, workspace);
  addHooks("on-run-end", owner.onRunEnd, owner, workspace);
}

function addHooks(
  type: string,
  statements: readonly string[],
  owner: ProjectSettings,
  workspace: Workspace,
): void {
  for (const [index, statement] of statements.entries()) {
    const name = `${owner.name}-${type}-${index}`;
    const node = startNode({
      resourceType: "operation",
      name,
      owner,
      path: `hooks/${name}.sql`,
      originalFilePath: "./dbt_project.yml",
      uniqueId: `operation.${owner.name}.${name}`,
      fqn: [owner.name, "hooks", name],
      text: statement,
      createdAt: workspace.createdAt,
    });
    node.tags = [type];
    node.index = index;
    addHook(node, owner, workspace);
  }
}

function addHook(node: DraftNode, owner: ProjectSettings, workspace: Workspace): void {
  const absolutePath = join(owner.dir, owner.file.split("/").at(-1) as string);
  const text = readFileSync(absolutePath, "utf8");
  node.checksum = textChecksum(text);
  const offset = Math.max(0, text.indexOf(node.raw_code));
  const subject = { node, file: owner.file, fileText: text, offset };
  node.database = workspace.profile.database;
  node.schema = workspace.profile.schema;
  const isRendered = hasJinja(node.raw_code);
  workspace.rendersHooks.value ||= isRendered;
  const facts = isRendered ? attempt(workspace, () => workspace.recorder.record(subject)) : noFacts;
  if (facts === undefined) return;
  takeFacts(node, facts);
  const file = {
    package: owner.name,
    kind: "properties" as const,
    path: owner.file,
    searchedPath: ".",
    originalFilePath: node.original_file_path,
    absolutePath,
    mtimeMs: 0,
    size: text.length,
  };
  const draft: Draft = {
    node,
    facts,
    owner,
    kind: "analyses",
    calls: facts.calls,
    names: noNames,
    origin: { file, offset },
  };
  configure(draft, workspace);
  // They take the config of models, with its hooks, which dbt reads for what they refer to.
  noteHooks(draft, workspace);
  addNode(draft, workspace);
}
