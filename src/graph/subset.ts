/** What must wait for what when only some nodes run: edges reach through nodes that are not selected. */
import { type Graph, topologicalOrder, withAncestors } from "./graph.ts";

/**
 * For each selected node, the selected nodes that must be through before it: those it depends on directly, or by way
 * of nodes that are not selected.
 *
 * @param graph has no cycles
 */
export function subsetDependencies(
  graph: Graph,
  selected: ReadonlySet<string>,
): Map<string, readonly string[]> {
  const nearest = new Map<string, ReadonlySet<string>>();
  const dependencies = new Map<string, readonly string[]>();
  for (const id of graph.ids) if (selected.has(id)) dependencies.set(id, []);
  for (const id of leadsOn(graph, selected) ? orderAbove(graph, selected) : graph.ids) {
    const parents = graph.parents.get(id) ?? [];
    if (!selected.has(id)) nearest.set(id, nearestSelected(parents, selected, nearest));
    else if (parents.every((parent) => selected.has(parent))) dependencies.set(id, parents);
    else dependencies.set(id, [...nearestSelected(parents, selected, nearest)]);
  }
  return dependencies;
}

/** Whether an edge may reach through a node that is not selected: only then does the order matter. */
const leadsOn = ({ ids, parents, children }: Graph, selected: ReadonlySet<string>): boolean =>
  ids.some(
    (id) => !selected.has(id) && parents.get(id)?.length !== 0 && children.get(id)?.length !== 0,
  );

/** The selected nodes and all above them, parents first. */
function orderAbove(graph: Graph, selected: ReadonlySet<string>): readonly string[] {
  const above = withAncestors(graph, selected);
  return topologicalOrder({ ...graph, ids: graph.ids.filter((id) => above.has(id)) });
}

const none: ReadonlySet<string> = new Set();

function nearestSelected(
  parents: readonly string[],
  selected: ReadonlySet<string>,
  nearest: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const [only] = parents;
  if (only === undefined) return none;
  // A chain of unselected nodes shares one set, so that a small selection of a large graph stays cheap.
  if (parents.length === 1 && !selected.has(only)) return nearest.get(only) ?? none;
  const found = new Set<string>();
  for (const parent of parents) {
    if (selected.has(parent)) found.add(parent);
    else for (const id of nearest.get(parent) ?? none) found.add(id);
  }
  return found;
}
