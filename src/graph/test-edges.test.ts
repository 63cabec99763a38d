import fc from "fast-check";
import { expect, test } from "vitest";
import type { Manifest } from "../core/manifest.ts";
import { type Graph, graphOf, withAncestors } from "./graph.ts";
import { withTestEdges } from "./test-edges.ts";

/** `model_c: a b` reads a and b; names that begin with `test` are tests. */
function manifestOf(lines: readonly string[]): Manifest {
  const nodes = lines.map((line) => {
    const [name = "", parents = ""] = line.split(":");
    const type = name.startsWith("test") ? "test" : "model";
    const needs = parents.split(" ").filter((parent) => parent !== "");
    return { unique_id: name, resource_type: type, depends_on: { macros: [], nodes: needs } };
  });
  return {
    nodes: Object.fromEntries(nodes.map((node) => [node.unique_id, node])),
    sources: {},
    exposures: {},
    unit_tests: {},
  } as unknown as Manifest;
}

const parentsOf = (graph: Graph, id: string) => [...(graph.parents.get(id) ?? [])].sort();

function graphWithTests(...lines: readonly string[]): Graph {
  const manifest = manifestOf(lines);
  return withTestEdges(manifest, graphOf(manifest));
}

test("a node waits for the tests of what it reads", () => {
  const graph = graphWithTests("a:", "b: a", "c: b", "test_a: a", "test_b: b");
  expect(parentsOf(graph, "b")).toEqual(["a", "test_a"]);
  expect(parentsOf(graph, "c")).toEqual(["b", "test_b"]);
});

test("a test of two nodes holds back only what is below both", () => {
  const graph = graphWithTests("a:", "b: a", "side: a", "low: b", "test_ab: a b");
  expect(parentsOf(graph, "b")).toEqual(["a"]);
  expect(parentsOf(graph, "side")).toEqual(["a"]);
  expect(parentsOf(graph, "low")).toEqual(["b", "test_ab"]);
});

/** dbt's rule, word by word: from a test to every node that has all of the test's parents above it. */
function isHeldBack(manifest: Manifest, plain: Graph, testId: string, id: string): boolean {
  const above = withAncestors(plain, [id]);
  above.delete(id);
  const needs = plain.parents.get(testId) ?? [];
  return (
    needs.length > 0 &&
    manifest.nodes[id]?.resource_type !== "test" &&
    needs.every((need) => above.has(need))
  );
}

test("a node comes after exactly those tests whose parents are all above it", () => {
  const project = fc
    .array(fc.tuple(fc.boolean(), fc.array(fc.nat(9), { maxLength: 3 })), { maxLength: 12 })
    .map((rows) => {
      const models: string[] = [];
      return rows.map(([isTest, needs], index) => {
        const parents = models.filter((_, at) => needs.includes(at));
        const name = `${isTest ? "test" : "model"}_${index}`;
        if (!isTest) models.push(name);
        return `${name}: ${parents.join(" ")}`;
      });
    });
  fc.assert(
    fc.property(project, (lines) => {
      const manifest = manifestOf(lines);
      const plain = graphOf(manifest);
      const graph = withTestEdges(manifest, plain);
      for (const id of plain.ids) {
        const before = withAncestors(graph, [id]);
        for (const testId of plain.ids.filter((each) => each.startsWith("test") && each !== id)) {
          if (manifest.nodes[id]?.resource_type === "test") continue;
          expect(before.has(testId)).toBe(isHeldBack(manifest, plain, testId, id));
        }
      }
    }),
  );
});
