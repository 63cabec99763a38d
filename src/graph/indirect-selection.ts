/** Which tests come along with the nodes that they test: dbt's indirect selection, by its four modes. Pure. */
import type { IndirectSelection } from "../core/flags.ts";
import { findNode, type Manifest } from "../core/manifest.ts";
import type { GraphNode } from "../core/nodes.ts";
import { dependenciesOf, type Graph, withAncestors } from "./graph.ts";

/** A project's nodes and the edges between them. */
interface Project {
  readonly manifest: Manifest;
  readonly graph: Graph;
}

/** `direct`: selected for sure. `held`: tests that may still come along, plus the direct ones. */
export interface Selected {
  readonly direct: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
}

/** Adds the tests of the selected nodes; those that must wait for more of their parents are held back. */
export function withTests(
  project: Project,
  selected: ReadonlySet<string>,
  mode: IndirectSelection,
): Selected {
  const { manifest, graph } = project;
  const direct = new Set(selected);
  const held = new Set(selected);
  const present =
    mode === "buildable"
      ? new Set([...withAncestors(graph, selected), ...Object.keys(manifest.sources)])
      : selected;
  for (const test of testsBelow(project, selected)) {
    held.add(test.unique_id);
    if (mode === "eager" || dependenciesOf(test).every((need) => present.has(need)))
      direct.add(test.unique_id);
  }
  return { direct, held };
}

/** The tests of the given nodes that are not among them. */
function* testsBelow({ manifest, graph }: Project, ids: ReadonlySet<string>): Iterable<GraphNode> {
  for (const parent of ids) {
    for (const id of graph.children.get(parent) ?? []) {
      if (ids.has(id)) continue;
      const test = findNode(manifest, id);
      if (test?.resource_type === "test" || test?.resource_type === "unit_test") yield test;
    }
  }
}

/** Takes tests that were held back and whose parents are there by now, after sets were combined. */
export function withCompleteTests(
  { manifest, graph }: Project,
  direct: ReadonlySet<string>,
  held: ReadonlySet<string>,
  mode: IndirectSelection,
): ReadonlySet<string> {
  if (mode === "eager" || mode === "empty") return direct;
  const present = mode === "buildable" ? withAncestors(graph, direct) : direct;
  const complete = new Set(direct);
  for (const id of held) {
    const node = manifest.nodes[id];
    if (node !== undefined && dependenciesOf(node).every((need) => present.has(need)))
      complete.add(id);
  }
  return complete;
}
