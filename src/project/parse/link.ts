/** Resolves what nodes refer to and fills `depends_on`; what cannot be resolved is noted, for tests as a warning only. */
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
import { closest } from "./closest.ts";
import type { DraftNode } from "./draft.ts";
import { placeOfCall } from "./places.ts";
import type { Refable, Resolver } from "./resolve.ts";
import type { ExposureDraft, Workspace } from "./workspace.ts";
import { behavior } from "./workspace.ts";

/** What is linked: a node or an exposure, and how to find a call in its source. */
interface Linked {
  readonly node: Pick<
    DraftNode,
    "unique_id" | "name" | "package_name" | "resource_type" | "group"
  > & {
    config: DraftNode["config"];
    readonly refs: readonly RefArgs[];
    readonly sources: readonly (readonly string[])[];
    readonly functions?: readonly (readonly string[])[];
    depends_on: DependsOn;
  };
  readonly place: (call: string, args: readonly string[]) => Place;
}

/** Fills `depends_on.nodes` of every node and exposure: sources first, then refs, as dbt does. */
export function linkAll(workspace: Workspace, resolver: Resolver): void {
  const linked = [...allLinked(workspace)];
  for (const one of linked) linkSources(one, workspace, resolver);
  for (const one of linked) linkRefs(one, workspace, resolver);
  for (const one of linked) linkFunctions(one, workspace, resolver);
}

function* allLinked(workspace: Workspace): Iterable<Linked> {
  for (const draft of workspace.nodes.values()) {
    if (draft.node.resource_type === "seed") continue;
    const place = (call: string, args: readonly string[]) =>
      placeOfCall(draft, workspace, call, args);
    yield { node: draft.node, place };
  }
  for (const exposure of workspace.exposures.values())
    yield {
      node: exposure.node as unknown as Linked["node"],
      place: () => placeOfExposure(exposure),
    };
}

const placeOfExposure = ({ file, path }: ExposureDraft): Place =>
  file.locate([...path, "depends_on"]);

function linkSources({ node, place }: Linked, workspace: Workspace, resolver: Resolver): void {
  if (node.sources.length === 0) return;
  const ids = new Set(node.depends_on.nodes);
  for (const [sourceName = "", tableName = ""] of node.sources) {
    const found = resolver.source(sourceName, tableName, node);
    if (found.kind === "found") ids.add(found.node.unique_id);
    else {
      const name = `${sourceName}.${tableName}`;
      const at = (): Place => place("source", [sourceName, tableName]);
      reject(node, workspace, found.kind === "disabled", () =>
        found.kind === "disabled"
          ? sourceIsDisabled(node, name, at())
          : sourceNotFound(node, name, closest(name, resolver.sourceNames()), at()),
      );
    }
  }
  dependOn(node, ids);
}

function linkRefs({ node, place }: Linked, workspace: Workspace, resolver: Resolver): void {
  if (node.refs.length === 0) return;
  const ids = new Set(node.depends_on.nodes);
  for (const ref of node.refs) {
    const found = resolver.ref(ref, node);
    const at = (): Place =>
      place("ref", ref.package === null ? [ref.name] : [ref.package, ref.name]);
    if (found.kind === "found") {
      checkAccess(node, found.node, ref, workspace, at);
      ids.add(found.node.unique_id);
    } else if (found.kind === "ambiguous")
      workspace.problems.push(ambiguousRef(node, ref.name, found.ids, at()));
    else if (!workspace.failed.has(ref.name))
      reject(node, workspace, found.kind === "disabled", () =>
        found.kind === "disabled"
          ? refIsDisabled(node, refText(ref), at())
          : refNotFound(node, refText(ref), closest(ref.name, resolver.refNames()), at()),
      );
  }
  dependOn(node, ids);
}

function linkFunctions({ node, place }: Linked, workspace: Workspace, resolver: Resolver): void {
  if (!node.functions || node.functions.length === 0) return;
  const ids = new Set(node.depends_on.nodes);
  for (const words of node.functions) {
    const name = words.at(-1) ?? "";
    const found = resolver.function(name, words.length > 1 ? (words[0] ?? null) : null, node);
    if (found.kind === "found") ids.add(found.node.unique_id);
    else if (!workspace.failed.has(name))
      reject(node, workspace, found.kind === "disabled", () =>
        functionNotFound(node, words.join("."), {
          isDisabled: found.kind === "disabled",
          meant: closest(name, resolver.functionNames()),
          at: place("function", words),
        }),
      );
  }
  dependOn(node, ids);
}

const refText = ({ name, package: packageName, version }: RefArgs): string =>
  `${packageName === null ? "" : `${packageName}.`}${name}${version ? `.v${version}` : ""}`;

/** A test whose target is missing is dropped with a warning; dbt does not even warn when the target is disabled. */
function reject(
  node: Linked["node"],
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

function dependOn(node: Linked["node"], ids: ReadonlySet<string>): void {
  node.depends_on = { macros: node.depends_on.macros, nodes: [...ids] };
}

function checkAccess(
  node: Linked["node"],
  target: Refable,
  ref: RefArgs,
  workspace: Workspace,
  at: () => Place,
): void {
  if (target.resource_type !== "model") return;
  const isForeign = node.package_name !== target.package_name;
  const owner = workspace.projects.find((project) => project.name === target.package_name);
  const restricted = owner !== workspace.root && (owner?.restrictAccess ?? false);
  if (target.access === "private" && !sharesGroup(node, target, isForeign && restricted))
    workspace.problems.push(privateRef(node, target, at()));
  else if (target.access === "protected" && isForeign && restricted)
    workspace.problems.push(protectedRef(node, target, at()));
  warnOfRoot(node, target, ref, workspace, at);
}

const sharesGroup = (node: Linked["node"], target: Refable, separated: boolean): boolean =>
  node.resource_type === "sql_operation" ||
  (Boolean(node.group) && node.group === target.group && !separated);

/** A package that depends on the project that installs it is probably caught by a name. */
function warnOfRoot(
  node: Linked["node"],
  target: GraphNode,
  ref: RefArgs,
  workspace: Workspace,
  at: () => Place,
): void {
  const root = workspace.root.name;
  if (behavior(workspace, "require_ref_searches_node_package_before_root")) return;
  if (node.package_name === root || target.package_name !== root || ref.package === root) return;
  workspace.warnings.push({
    name: "PackageNodeDependsOnRootProjectNode",
    problem: dependsOnRootProject(node, target, at()),
  });
}
