/** From files to a manifest: parses what is not known yet, applies properties, links, names and checks everything. */
import type { Manifest } from "../../core/manifest.ts";
import type { GraphNode, Macro, ManifestNode } from "../../core/nodes.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { applyProperties } from "./apply-properties.ts";
import { checkAll } from "./checks.ts";
import { md5 } from "./checksum.ts";
import { checkCycles } from "./cycles.ts";
import { warnOfDeprecated } from "./deprecated-models.ts";
import { createDescriptions, describeAll } from "./descriptions.ts";
import { addDocs, addOverview, readDocs } from "./docs-blocks.ts";
import type { Draft } from "./draft.ts";
import type { FactsStore } from "./facts-store.ts";
import { checkFunctions } from "./functions.ts";
import { addProjectHooks } from "./hooks.ts";
import { linkAll } from "./link.ts";
import { edgeMaps, groupMap } from "./maps.ts";
import { indexNodes, isDraft, type NodeIndex } from "./node-index.ts";
import { readText } from "./places.ts";
import { inferPrimaryKeys } from "./primary-keys.ts";
import { readProperties } from "./properties-file.ts";
import { createNaming } from "./relation-names.ts";
import { createResolver, type Resources } from "./resolve.ts";
import { addSeed, readSeed } from "./seeds.ts";
import { constructSources } from "./sources.ts";
import { addKnownTemplates, addTemplates } from "./template-files.ts";
import { linkUnitTests } from "./unit-test-links.ts";
import { warnOfUnusedConfigs } from "./unused-configs.ts";
import { addDisabled, addEnabled, attempt, behavior, type Workspace } from "./workspace.ts";
import type { WrittenSources } from "./written-sources.ts";

export interface AssembleOptions {
  readonly workspace: Workspace;
  readonly files: readonly ProjectFile[];
  readonly facts: FactsStore;
  readonly selectors: Manifest["selectors"];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Fills the workspace from the files and makes the manifest of it. What is wrong stands in the workspace. */
export function assemble({ workspace, files, facts, selectors, now }: AssembleOptions): Manifest {
  const byPackage = groupByPackage(files);
  for (const project of workspace.projects)
    addFiles(byPackage.get(project.name) ?? [], project, workspace, facts);
  addOverview(workspace);
  const index = indexNodes(workspace);
  const sources: WrittenSources = { tables: new Map(), overrides: new Map() };
  for (const project of workspace.projects) {
    for (const file of byPackage.get(project.name) ?? []) {
      if (file.kind !== "properties") continue;
      const properties = readProperties(file, project, workspace, facts);
      if (properties !== undefined) applyProperties(properties, { workspace, index, sources });
    }
  }
  moveDisabled(workspace);
  constructSources(sources, workspace);
  nameAll(workspace);
  index.rebuild();
  const resources = resourcesOf(workspace);
  finish(workspace, index, resources, now);
  return manifestOf(workspace, resources, selectors);
}

function groupByPackage(
  files: readonly ProjectFile[],
): ReadonlyMap<string, readonly ProjectFile[]> {
  const groups = new Map<string, ProjectFile[]>();
  for (const file of files) {
    const known = groups.get(file.package);
    if (known === undefined) groups.set(file.package, [file]);
    else known.push(file);
  }
  return groups;
}

/** Everything that needs all nodes and their names. */
function finish(workspace: Workspace, index: NodeIndex, resources: Resources, now: number): void {
  const resolver = createResolver(resources, {
    rootName: workspace.root.name,
    nodePackageFirst: behavior(workspace, "require_ref_searches_node_package_before_root"),
  });
  linkAll(workspace, resolver);
  linkUnitTests(workspace, index);
  describeAll(workspace, createDescriptions(workspace, resolver));
  inferPrimaryKeys(workspace);
  checkAll(workspace);
  checkFunctions(workspace);
  checkCycles(workspace);
  warnOfDeprecated(workspace, now);
  warnOfUnusedConfigs(workspace);
  for (const [name, { count, problem }] of workspace.deprecations)
    workspace.warnings.push({ name, problem: problem(count) });
}

function addFiles(
  files: readonly ProjectFile[],
  project: ProjectSettings,
  workspace: Workspace,
  facts: FactsStore,
): void {
  for (const file of files) addFile(file, project, workspace, facts);
  addProjectHooks(project, workspace);
}

function addFile(
  file: ProjectFile,
  project: ProjectSettings,
  workspace: Workspace,
  facts: FactsStore,
): void {
  switch (file.kind) {
    case "model":
    case "analysis":
    case "test":
    case "snapshot":
    case "function": {
      const known = facts.get(file, "templates");
      if (known !== undefined) addKnownTemplates(file, known, project, workspace);
      else facts.set(file, addTemplates(file, project, workspace));
      return;
    }
    case "seed": {
      const seed = facts.get(file, "seed") ?? readSeed(file, workspace);
      facts.set(file, seed);
      addSeed(file, seed.checksum, project, workspace);
      return;
    }
    case "docs": {
      const docs = facts.get(file, "docs") ?? readDocs(file, workspace);
      facts.set(file, docs);
      if (docs !== undefined) addDocs(file, docs, workspace);
      return;
    }
    case "fixture":
      workspace.fixtures.set(`${project.name}.${nameOf(file)}`, { file, text: readText(file) });
      return;
    default:
  }
}

const nameOf = ({ path }: ProjectFile): string => path.replace(/^.*\//, "").replace(/\.[^.]*$/, "");

/** Properties files switch nodes off and on; now that all are read, each goes where it belongs. */
function moveDisabled(workspace: Workspace): void {
  const { nodes, disabled } = workspace;
  nodes.forEach((draft, id) => {
    if (draft.node.config.enabled) return;
    nodes.delete(id);
    addDisabled(id, draft, workspace);
  });
  for (const [id, entries] of [...disabled]) {
    const enabled = entries.filter(isDraft).filter((draft) => draft.node.config.enabled);
    if (enabled.length === 0) continue;
    disabled.delete(id);
    for (const draft of enabled) addEnabled(draft, workspace);
  }
}

function nameAll(workspace: Workspace): void {
  const name = createNaming(workspace);
  const nameDraft = (draft: Draft): unknown => attempt(workspace, () => name(draft));
  for (const draft of workspace.nodes.values()) nameDraft(draft);
  for (const entries of workspace.disabled.values()) entries.filter(isDraft).forEach(nameDraft);
}

function resourcesOf(workspace: Workspace): Resources {
  return {
    nodes: record(workspace.nodes, (draft) => draft.node as unknown as ManifestNode),
    sources: record(workspace.sources, (draft) => draft.node),
    docs: record(workspace.docs, (doc) => doc),
    disabled: disabledOf(workspace),
  };
}

const disabledOf = ({ disabled }: Workspace): Manifest["disabled"] =>
  record(disabled, (entries) => entries.map((entry) => entry.node as unknown as GraphNode));

function record<Entry, Result>(
  entries: ReadonlyMap<string, Entry>,
  convert: (entry: Entry) => Result,
): Record<string, Result> {
  const result: Record<string, Result> = {};
  entries.forEach((entry, id) => {
    result[id] = convert(entry);
  });
  return result;
}

function manifestOf(
  workspace: Workspace,
  { nodes, sources, docs }: Resources,
  selectors: Manifest["selectors"],
): Manifest {
  const { root, profile } = workspace;
  const groups = record(workspace.groups, (group) => group);
  const exposures = record(workspace.exposures, (draft) => draft.node);
  const unit_tests = record(workspace.unitTests, (draft) => draft.node);
  return {
    metadata: {
      project_name: root.name,
      project_id: md5(root.name),
      adapter_type: profile.type,
      quoting: quotingOf(root),
    },
    nodes,
    sources,
    docs,
    disabled: disabledOf(workspace),
    macros: macroEntries(workspace),
    exposures,
    groups,
    selectors,
    ...edgeMaps({ nodes, sources, exposures, unit_tests }),
    group_map: groupMap(groups, nodes),
    unit_tests,
  };
}

const quotingOf = ({ quoting }: ProjectSettings) => ({
  database: quoting.database ?? true,
  schema: quoting.schema ?? true,
  identifier: quoting.identifier ?? true,
  column: quoting.column ?? null,
});

/** The project's own macros first; the built-in ones are looked at only when asked for. */
function macroEntries({ macros, macroNodes }: Workspace): Record<string, Macro> {
  const entries: Record<string, Macro> = {};
  for (const [id, node] of macroNodes)
    entries[id] = Object.assign(node, { depends_on: { macros: macros.callsOf(id) } });
  for (const [id, source] of macros.byId) {
    if (macroNodes.has(id)) continue;
    let entry: Macro | undefined;
    Object.defineProperty(entries, id, {
      enumerable: true,
      get() {
        entry ??= { ...source.node, depends_on: { macros: macros.callsOf(id) } };
        return entry;
      },
    });
  }
  return entries;
}
