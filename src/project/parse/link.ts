/** Resolves what nodes refer to and fills `depends_on`; what cannot be resolved is noted, for tests as a warning only. */

import { closestName } from "../../core/closest.ts";
import type { DependsOn, GraphNode, RefArgs } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import {
  ambiguousRef,
  dependsOnRootProject,
  functionNotFound,
  privateRef,
  protectedRef,
  refIsDisabled,
  refNotFound,
  sourceIsDisabled,
  sourceNotFound,
} from "../../core/problems/references.ts";
import { compact } from "../settings/compact.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { placeOfCall } from "./places.ts";
import type { Refable, Resolver } from "./resolve.ts";
import type { ExposureDraft, Workspace } from "./workspace.ts";
import { behavior } from "./workspace.ts";

/** What is linked: a node, or an exposure. */
type Linked = Draft | ExposureDraft;

type LinkedNode = Pick<
  DraftNode,
  "unique_id" | "name" | "package_name" | "resource_type" | "group"
> & {
  config: DraftNode["config"];
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly string[])[];
  readonly functions?: readonly (readonly string[])[];
  depends_on: DependsOn;
};

const nodeOf = ({ node }: Linked): LinkedNode => node as LinkedNode;

/** Fills `depends_on.nodes` of every node and exposure: sources first, then refs, as dbt does. */
export function linkAll(workspace: Workspace, resolver: Resolver): void {
  const linked: Linked[] = [];
  for (const draft of workspace.nodes.values())
    if (draft.node.resource_type !== "seed") linked.push(draft);
  linked.push(...workspace.exposures.values());
  for (const one of linked) linkSources(one, workspace, resolver);
  for (const one of linked) linkRefs(one, workspace, resolver);
  for (const one of linked) linkFunctions(one, workspace, resolver);
}

/** Where a call stands in the source. */
function placeIn(one: Linked, workspace: Workspace, call: string, args: readonly string[]): Place {
  return "facts" in one
    ? placeOfCall(one, workspace, call, args)
    : one.file.locate([...one.path, "depends_on"]);
}

const placeOfRef = (one: Linked, ref: RefArgs, workspace: Workspace): Place =>
  placeIn(one, workspace, "ref", ref.package === null ? [ref.name] : [ref.package, ref.name]);

function linkSources(one: Linked, workspace: Workspace, resolver: Resolver): void {
  const node = nodeOf(one);
  if (node.sources.length === 0) return;
  const ids = [...node.depends_on.nodes];
  for (const [sourceName = "", tableName = ""] of node.sources) {
    const found = resolver.source(sourceName, tableName, node);
    if (found.kind === "found") {
      add(found.node.unique_id, ids);
      continue;
    }
    const name = `${sourceName}.${tableName}`;
    const at = (): Place => placeIn(one, workspace, "source", [sourceName, tableName]);
    reject(node, workspace, found.kind === "disabled", () =>
      found.kind === "disabled"
        ? sourceIsDisabled(node, name, at())
        : sourceNotFound(node, name, closestName(name, resolver.sourceNames()), at()),
    );
  }
  dependOn(node, ids);
}

function linkRefs(one: Linked, workspace: Workspace, resolver: Resolver): void {
  const node = nodeOf(one);
  if (node.refs.length === 0) return;
  const ids = [...node.depends_on.nodes];
  for (const ref of node.refs) {
    const found = resolver.ref(ref, node);
    if (found.kind === "found") {
      checkAccess(one, found.node, ref, workspace);
      add(found.node.unique_id, ids);
    } else if (found.kind === "ambiguous")
      workspace.problems.push(
        ambiguousRef(node, ref.name, found.ids, placeOfRef(one, ref, workspace)),
      );
    else if (!workspace.failed.has(ref.name))
      rejectRef(one, ref, found.kind === "disabled", workspace, resolver);
  }
  dependOn(node, ids);
}

function rejectRef(
  one: Linked,
  ref: RefArgs,
  isDisabled: boolean,
  workspace: Workspace,
  resolver: Resolver,
): void {
  const node = nodeOf(one);
  reject(node, workspace, isDisabled, () => {
    const at = placeOfRef(one, ref, workspace);
    return isDisabled
      ? refIsDisabled(node, refText(ref), at)
      : refNotFound(node, refText(ref), closestName(ref.name, resolver.refNames()), at);
  });
}

function linkFunctions(one: Linked, workspace: Workspace, resolver: Resolver): void {
  const node = nodeOf(one);
  if (!node.functions || node.functions.length === 0) return;
  const ids = [...node.depends_on.nodes];
  for (const words of node.functions) {
    const name = words.at(-1) ?? "";
    const found = resolver.function(name, words.length > 1 ? (words[0] ?? null) : null, node);
    if (found.kind === "found") add(found.node.unique_id, ids);
    else if (!workspace.failed.has(name))
      reject(node, workspace, found.kind === "disabled", () =>
        functionNotFound(node, words.join("."), {
          isDisabled: found.kind === "disabled",
          meant: closestName(name, resolver.functionNames()),
          at: placeIn(one, workspace, "function", words),
        }),
      );
  }
  dependOn(node, ids);
}

const refText = ({ name, package: packageName, version }: RefArgs): string =>
  `${packageName === null ? "" : `${packageName}.`}${name}${version ? `.v${version}` : ""}`;

/** A test whose target is missing is dropped with a warning; dbt does not even warn when the target is disabled. */
function reject(
  node: LinkedNode,
  workspace: Workspace,
  isDisabled: boolean,
  problem: () => ReturnType<typeof refNotFound>,
): void {
  node.config = { ...node.config, enabled: false };
  if (node.resource_type !== "test") {
    workspace.failed.add(node.name);
    workspace.problems.push(problem());
  } else if (!isDisabled)
    workspace.warnings.push({ name: "NodeNotFoundOrDisabled", problem: problem() });
}

function add(id: string, ids: string[]): void {
  if (!ids.includes(id)) ids.push(id);
}

function dependOn(node: LinkedNode, ids: readonly string[]): void {
  node.depends_on = { macros: node.depends_on.macros, nodes: compact(ids) };
}

function checkAccess(one: Linked, target: Refable, ref: RefArgs, workspace: Workspace): void {
  const node = nodeOf(one);
  const isForeign = node.package_name !== target.package_name;
  if (target.resource_type !== "model" || !(isForeign || target.access === "private")) return;
  const owner = workspace.projects.find((project) => project.name === target.package_name);
  const restricted = owner !== workspace.root && (owner?.restrictAccess ?? false);
  if (target.access === "private" && !sharesGroup(node, target, isForeign && restricted))
    workspace.problems.push(privateRef(node, target, placeOfRef(one, ref, workspace)));
  else if (target.access === "protected" && isForeign && restricted)
    workspace.problems.push(protectedRef(node, target, placeOfRef(one, ref, workspace)));
  warnOfRoot(one, target, ref, workspace);
}

const sharesGroup = (node: LinkedNode, target: Refable, separated: boolean): boolean =>
  node.resource_type === "sql_operation" ||
  (Boolean(node.group) && node.group === target.group && !separated);

/** A package that depends on the project that installs it is probably caught by a name. */
function warnOfRoot(one: Linked, target: GraphNode, ref: RefArgs, workspace: Workspace): void {
  const node = nodeOf(one);
  const root = workspace.root.name;
  if (behavior(workspace, "require_ref_searches_node_package_before_root")) return;
  if (node.package_name === root || target.package_name !== root || ref.package === root) return;
  workspace.warnings.push({
    name: "PackageNodeDependsOnRootProjectNode",
    problem: dependsOnRootProject(node, target, placeOfRef(one, ref, workspace)),
  });
}
