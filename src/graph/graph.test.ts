import { expect, test } from "vitest";
import {
  findCycles,
  makeGraph,
  topologicalOrder,
  withAncestors,
  withDescendants,
} from "./graph.ts";

/** `a>b` means that b reads a. */
const graph = (edges: string) => {
  const pairs = edges.split(" ").map((edge) => edge.split(">") as [string, string]);
  return makeGraph(new Set(pairs.flat()), pairs);
};

test("ancestors and descendants include the nodes themselves", () => {
  const chain = graph("a>b b>c c>d");
  expect([...withAncestors(chain, ["c"])]).toEqual(["c", "b", "a"]);
  expect([...withDescendants(chain, ["b"])]).toEqual(["b", "c", "d"]);
});

test("a depth ends the search, and 0 finds only the nodes themselves", () => {
  const chain = graph("a>b b>c c>d");
  expect([...withAncestors(chain, ["d"], 1)]).toEqual(["d", "c"]);
  expect([...withDescendants(chain, ["a"], 0)]).toEqual(["a"]);
});

test("the topological order puts parents before children", () => {
  expect(topologicalOrder(graph("c>d a>b b>c"))).toEqual(["a", "b", "c", "d"]);
});

test("each knot of nodes is one cycle, told by its shortest way round", () => {
  const cycles = findCycles(graph("a>b b>a b>c c>d d>e e>c x>y"));
  expect(cycles).toEqual([
    ["a", "b"],
    ["c", "d", "e"],
  ]);
});

test("a node that reads itself is a cycle", () => {
  expect(findCycles(graph("a>a a>b"))).toEqual([["a"]]);
});

test("a graph without cycles has none", () => {
  expect(findCycles(graph("a>b a>c b>d c>d"))).toEqual([]);
});
