/**
 * `build` holds a node back until the tests of what it reads have passed. This adds those edges, and no more of them
 * than are needed to say so.
 */
import type { Manifest } from "../core/manifest.ts";
import { dependenciesOf, type Graph, makeGraph, topologicalOrder } from "./graph.ts";

/**
 * The graph with an edge from each test to every node that has all of the test's parents among its ancestors. Edges
 * that follow from others are left out. Only nodes that are executed wait: neither tests, exposures nor unit tests.
 */
export function withTestEdges(manifest: Manifest, graph: Graph): Graph {
  const edges: (readonly [string, string])[] = [...graph.parents].flatMap(([child, parents]) =>
    parents.map((parent): readonly [string, string] => [parent, child]),
  );
  const descendants = descendantSets(graph);
  for (const test of Object.values(manifest.nodes)) {
    if (test.resource_type !== "test") continue;
    for (const id of firstBelow(graph, dependenciesOf(test), descendants)) {
      const node = manifest.nodes[id];
      if (node !== undefined && node.resource_type !== "test") edges.push([test.unique_id, id]);
    }
  }
  return makeGraph(graph.ids, edges);
}

/** The nodes nearest below all of the given ones. */
function firstBelow(
  graph: Graph,
  ids: readonly string[],
  descendants: DescendantSets,
): readonly string[] {
  const parents = [...new Set(ids)].filter((id) => graph.parents.has(id));
  const [only] = parents;
  if (only === undefined) return [];
  if (parents.length === 1) return graph.children.get(only) ?? [];
  return firstInAll(graph, parents.map(descendants.of), descendants);
}

interface DescendantSets {
  readonly order: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** A bit for each node of the order. */
  of(id: string): Uint32Array;
}

function descendantSets(graph: Graph): DescendantSets {
  const order = topologicalOrder(graph);
  const positions = new Map(order.map((id, position) => [id, position]));
  const found = new Map<string, Uint32Array>();
  return {
    order,
    positions,
    of(id) {
      const known = found.get(id);
      if (known !== undefined) return known;
      const bits = new Uint32Array(Math.ceil(order.length / 32));
      found.set(id, bits);
      const queue = [id];
      for (const next of queue) {
        for (const child of graph.children.get(next) ?? []) {
          const position = positions.get(child) ?? 0;
          if (hasBit(bits, position)) continue;
          bits[position >>> 5] = (bits[position >>> 5] ?? 0) | (1 << (position & 31));
          queue.push(child);
        }
      }
      return bits;
    },
  };
}

const hasBit = (bits: Uint32Array, position: number): boolean =>
  (((bits[position >>> 5] ?? 0) >>> (position & 31)) & 1) === 1;

/** The nodes in all of the sets that have no parent in all of them. */
function firstInAll(
  graph: Graph,
  sets: readonly Uint32Array[],
  { order, positions }: DescendantSets,
): string[] {
  const common = intersect(sets);
  const isCommon = (id: string) => hasBit(common, positions.get(id) ?? 0);
  const found: string[] = [];
  for (let word = 0; word < common.length; word++) {
    if (common[word] === 0) continue;
    for (const id of order.slice(word * 32, word * 32 + 32)) {
      if (isCommon(id) && !(graph.parents.get(id) ?? []).some(isCommon)) found.push(id);
    }
  }
  return found;
}

function intersect(sets: readonly Uint32Array[]): Uint32Array {
  const [first = new Uint32Array(), ...others] = sets;
  return first.map((bits, word) => others.reduce((both, other) => both & (other[word] ?? 0), bits));
}
