/** Who depends on whom, and what follows from it: ancestors, descendants, order, cycles. Reads no files, runs nothing. */
import { graphNodes, type Manifest } from "../core/manifest.ts";
import type { GraphNode } from "../core/nodes.ts";

export interface Graph {
  /** Every node, in the manifest's order. */
  readonly ids: readonly string[];
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** The ids of the nodes that a node reads; empty for seeds and sources. */
export function dependenciesOf(node: GraphNode): readonly string[] {
  if (!("depends_on" in node)) return [];
  return "nodes" in node.depends_on ? node.depends_on.nodes : [];
}

const graphs = new WeakMap<Manifest, Graph>();

/**
 * The graph of a manifest, made once: manifests do not change. Dependencies on nodes that are not there (disabled ones)
 * are left out.
 */
export function graphOf(manifest: Manifest): Graph {
  const known = graphs.get(manifest);
  if (known !== undefined) return known;
  const nodes = graphNodes(manifest);
  const parents = new Map<string, readonly string[]>();
  const children = new Map<string, string[]>();
  for (const { unique_id: id } of nodes) children.set(id, []);
  for (const node of nodes) {
    const read = distinct(dependenciesOf(node)).filter((parent) => children.has(parent));
    parents.set(node.unique_id, read);
    for (const parent of read) children.get(parent)?.push(node.unique_id);
  }
  const graph = { ids: [...parents.keys()], parents, children };
  graphs.set(manifest, graph);
  return graph;
}

const distinct = (ids: readonly string[]): readonly string[] =>
  ids.length < 2 ? ids : [...new Set(ids)];

/**
 * A graph of ids and edges from parent to child; edges given twice count once.
 *
 * @param ids every node; edges may name no others
 */
export function makeGraph(
  ids: Iterable<string>,
  edges: Iterable<readonly [parent: string, child: string]>,
): Graph {
  const parents = new Map<string, Set<string>>();
  const children = new Map<string, string[]>();
  for (const id of ids) {
    parents.set(id, new Set());
    children.set(id, []);
  }
  for (const [parent, child] of edges) {
    const known = parents.get(child);
    if (known === undefined || known.has(parent)) continue;
    known.add(parent);
    children.get(parent)?.push(child);
  }
  const lists = [...parents].map(([id, known]): [string, string[]] => [id, [...known]]);
  return { ids: [...parents.keys()], parents: new Map(lists), children };
}

/** True when some nodes depend on each other: cheaper than making a graph to find that none do. */
export function hasCycle(
  ids: Iterable<string>,
  parentsOf: (id: string) => readonly string[],
): boolean {
  const open = new Set<string>();
  const done = new Set<string>();
  for (const start of ids) if (leadsIntoCycle(start, parentsOf, open, done)) return true;
  return false;
}

/** Walks upwards from one node. A node is open from its first visit and done at its second, when all above it is done. */
function leadsIntoCycle(
  start: string,
  parentsOf: (id: string) => readonly string[],
  open: Set<string>,
  done: Set<string>,
): boolean {
  const path = [start];
  for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
    if (open.has(id)) {
      done.add(id);
      path.pop();
      continue;
    }
    open.add(id);
    for (const parent of parentsOf(id)) {
      if (done.has(parent)) continue;
      if (open.has(parent)) return true;
      path.push(parent);
    }
  }
  return false;
}

/** Everything that the given nodes depend on, at most `depth` steps away; the given nodes themselves included. */
export const withAncestors = (graph: Graph, ids: Iterable<string>, depth?: number): Set<string> =>
  reach(graph.parents, ids, depth);

/** Everything that depends on the given nodes, at most `depth` steps away; the given nodes themselves included. */
export const withDescendants = (graph: Graph, ids: Iterable<string>, depth?: number): Set<string> =>
  reach(graph.children, ids, depth);

function reach(
  next: ReadonlyMap<string, readonly string[]>,
  ids: Iterable<string>,
  depth = Number.POSITIVE_INFINITY,
): Set<string> {
  const reached = new Set(ids);
  let layer: Iterable<string> = [...reached];
  for (let step = 0; step < depth; step++) {
    const following: string[] = [];
    for (const id of layer) {
      for (const other of next.get(id) ?? []) {
        if (reached.has(other)) continue;
        reached.add(other);
        following.push(other);
      }
    }
    if (following.length === 0) break;
    layer = following;
  }
  return reached;
}

/**
 * The nodes with parents before children; nodes in cycles, and what depends on them, are left out.
 *
 * @param graph its `ids` may leave nodes out that none of the others depend on
 */
export function topologicalOrder(graph: Graph): string[] {
  const missing = new Map(graph.ids.map((id) => [id, graph.parents.get(id)?.length ?? 0]));
  const order = graph.ids.filter((id) => missing.get(id) === 0);
  for (const id of order) {
    for (const child of graph.children.get(id) ?? []) {
      const left = (missing.get(child) ?? 0) - 1;
      missing.set(child, left);
      if (left === 0) order.push(child);
    }
  }
  return order;
}

/**
 * Every knot of nodes that depend on each other, each as one shortest way round: `[a, b, c]` means that b reads a,
 * c reads b and a reads c. Empty when there is none.
 */
export function findCycles(graph: Graph): string[][] {
  const ordered = new Set(topologicalOrder(graph));
  const left = new Set(graph.ids.filter((id) => !ordered.has(id)));
  const cycles: string[][] = [];
  for (const id of graph.ids) {
    if (!left.has(id)) continue;
    const cycle = shortestWayBack(graph, id, left);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    // Everything that the cycle reaches and that reaches it belongs to the same knot: one report is enough.
    const before = withAncestors(graph, [id]);
    for (const other of withDescendants(graph, [id])) if (before.has(other)) left.delete(other);
  }
  return cycles;
}

function shortestWayBack(
  graph: Graph,
  start: string,
  within: ReadonlySet<string>,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const child of graph.children.get(id) ?? []) {
      if (child === start) return pathTo(id, start, cameFrom);
      if (cameFrom.has(child) || !within.has(child)) continue;
      cameFrom.set(child, id);
      queue.push(child);
    }
  }
  return undefined;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [end];
  for (let id = end; id !== start; ) {
    id = cameFrom.get(id) ?? start;
    path.push(id);
  }
  return path.reverse();
}
