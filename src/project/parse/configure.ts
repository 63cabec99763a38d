/** Gives a node its config and the fields that follow from it. Renders nothing. */
import type { DataObject } from "../../core/data.ts";
import type { Contract, Docs } from "../../core/node-config.ts";
import { invalidAccess } from "../../core/problems/resources.ts";
import { mergeConfig } from "../settings/config.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { placeOfConfig, placeOfDraft } from "./places.ts";
import { attempt, type Workspace } from "./workspace.ts";

export interface Patch {
  /** `config:` of the entry, with the top-level keys that dbt moves into it. */
  readonly config: DataObject;
  /** What `unrendered_config` is made from. */
  readonly unrendered: DataObject;
}

const accessLevels = ["private", "protected", "public"];

/**
 * Merges the config of a node and copies what the manifest shows at the node itself. Called again with a patch, it adds
 * to what the first call gave, as dbt does: tags keep the order in which they came.
 */
export function configure(draft: Draft, workspace: Workspace, patch?: Patch): void {
  const { node } = draft;
  const { root, owner } = configTrees(draft, workspace);
  const merged = attempt(
    workspace,
    () =>
      mergeConfig({
        kind: draft.kind,
        adapter: workspace.profile.type,
        root,
        owner,
        fqn: node.fqn,
        patch: withDefault(node, patch?.config),
        unrenderedPatch: withDefault(node, patch?.unrendered),
        calls: draft.calls,
        unrenderedCalls: unrenderedCalls(draft, patch !== undefined),
      }),
    () => placeOfConfig(draft, workspace),
  );
  if (merged === undefined) return;
  const { config } = merged;
  node.config = config;
  draft.names = merged.names;
  // dbt forgets what the project file says of functions.
  node.unrendered_config =
    draft.kind === "functions" ? (patch?.unrendered ?? {}) : merged.unrendered;
  addTags(node, config.tags);
  if (Object.keys(config.meta).length > 0) node.meta = config.meta;
  if (config.group) node.group = config.group;
  if (config.docs) node.docs = docsOf(config.docs);
  if (config.contract && node.contract) node.contract = contractOf(config.contract);
  if (node.resource_type === "model" && config.access) setAccess(draft, workspace, config.access);
}

/** Python models are tables unless they say otherwise. */
const withDefault = (
  { language }: DraftNode,
  patch: DataObject | undefined,
): DataObject | undefined =>
  language === "python" ? { ...patch, materialized: patch?.materialized ?? "table" } : patch;

/**
 * What a call was written as. A file that was read without rendering keeps the values of its last calls, until a patch
 * makes dbt take the merged ones.
 */
function unrenderedCalls(draft: Draft, patched: boolean): DataObject | undefined {
  const { facts, calls } = draft;
  if (facts.unrenderedCalls !== null) return facts.unrenderedCalls;
  return facts.readStatically && !patched && calls.length > 1
    ? Object.assign({}, ...calls)
    : undefined;
}

function addTags(node: DraftNode, tags: readonly string[]): void {
  const isNew = (tag: string, index: number): boolean =>
    !node.tags.includes(tag) && tags.indexOf(tag) === index;
  if (node.tags.length === 0 && tags.every(isNew)) node.tags = tags;
  else node.tags = node.tags.concat(tags.filter(isNew));
}

const contracts = new WeakMap<Contract, Contract>();

/** Configs are shared between nodes, and so is what they say of contracts. */
function contractOf(config: Contract): Contract {
  const known = contracts.get(config);
  if (known !== undefined) return known;
  const contract = { ...config, checksum: null };
  contracts.set(config, contract);
  return contract;
}

const docsOf = (docs: Docs): Docs => ({ show: docs.show, node_color: docs.node_color ?? null });

/** Sets a model's access, or reports that there is no such level. */
export function setAccess(draft: Draft, workspace: Workspace, access: string): void {
  if (accessLevels.includes(access)) draft.node.access = access;
  else
    workspace.problems.push(
      invalidAccess(draft.node.unique_id, access, accessLevels, placeOfDraft(draft, workspace)),
    );
}

/**
 * Whose config trees count. Analyses, hooks and inline queries have the fields of their own kind but take what the
 * project says of models, until a flag says otherwise.
 */
export function configTrees(
  { kind, owner, node }: Pick<Draft, "kind" | "owner"> & { node: Pick<DraftNode, "resource_type"> },
  { root, modelTrees, flags }: Workspace,
): { readonly root: ProjectSettings; readonly owner: ProjectSettings } {
  const hasOwn =
    node.resource_type === "analysis" && flags.behavior.require_corrected_analysis_fqns;
  if (kind !== "analyses" || hasOwn) return { root, owner };
  const view = (project: ProjectSettings): ProjectSettings => {
    const known = modelTrees.get(project);
    if (known !== undefined) return known;
    const made = { ...project, configs: { ...project.configs, analyses: project.configs.models } };
    modelTrees.set(project, made);
    return made;
  };
  return { root: view(root), owner: view(owner) };
}
