/** The tests of the last run, counted by the layer of what they test, and those that did not pass. */
import type { ArtifactNode, RunArtifacts, RunResult } from "./artifacts.ts";
import { layerOf } from "./layers.ts";

export interface LayerTests {
  readonly layer: string;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  readonly skipped: number;
  readonly total: number;
}

export interface NotPassed {
  readonly name: string;
  readonly file: string;
  readonly status: string;
  readonly message: string;
  readonly description: string;
  readonly failures: number | null;
}

export interface TestResults {
  readonly layers: readonly LayerTests[];
  readonly all: LayerTests;
  readonly notPassed: readonly NotPassed[];
}

const severity = ["error", "fail", "warn", "skipped"];

export function testResultsOf(
  { nodes, results }: RunArtifacts,
  order: readonly string[],
): TestResults {
  const byId = new Map(nodes.map((node) => [node.unique_id, node]));
  const tests = results.flatMap((result) => {
    const node = byId.get(result.unique_id);
    return node?.resource_type === "test" || node?.resource_type === "unit_test"
      ? [{ result, node, layer: layerTested(node, byId) }]
      : [];
  });
  const found = new Set(tests.map((test) => test.layer));
  const layers = [
    ...order.filter((layer) => found.has(layer)),
    ...(found.has(across) ? [across] : []),
  ];
  return {
    layers: layers.map((layer) =>
      count(
        layer,
        tests.filter((test) => test.layer === layer).map((t) => t.result),
      ),
    ),
    all: count(
      "all",
      tests.map((test) => test.result),
    ),
    notPassed: tests
      .filter(({ result }) => result.status !== "pass")
      .map(({ node, result }) => ({
        name: node.name,
        file: node.original_file_path,
        status: result.status,
        message: result.message ?? "",
        description: node.description ?? "",
        failures: result.failures,
      }))
      .sort((a, b) => severity.indexOf(a.status) - severity.indexOf(b.status)),
  };
}

const across = "across layers";

/** A generic test belongs to its model's layer; a singular one to that of what it reads, if that is one. */
function layerTested(test: ArtifactNode, byId: ReadonlyMap<string, ArtifactNode>): string {
  const attached = byId.get(test.attached_node ?? "");
  if (attached !== undefined) return layerOf(attached);
  const read = (test.depends_on?.nodes ?? []).flatMap((id) => byId.get(id) ?? []);
  // A source's test has no attached node.
  const layers = new Set(read.map(layerOf));
  return layers.size === 1 ? ([...layers][0] ?? across) : across;
}

function count(layer: string, results: readonly RunResult[]): LayerTests {
  const having = (...statuses: string[]) =>
    results.filter((result) => statuses.includes(result.status)).length;
  return {
    layer,
    passed: having("pass"),
    warned: having("warn"),
    failed: having("fail", "error", "runtime error"),
    skipped: having("skipped"),
    total: results.length,
  };
}
