import { describe, expect, test } from "vitest";
import type { Manifest } from "../core/manifest.ts";
import type { ManifestNode, UnitTest } from "../core/nodes.ts";
import type { Outcome, Status } from "../core/outcomes.ts";
import { createSkips, planRun } from "./plan.ts";

type Kind = "model" | "test" | "unit_test";

function entry(id: string, parents: readonly string[], config: object = {}): [string, object] {
  const kind = (id.startsWith("test.") ? "test" : "model") satisfies Kind;
  return [
    id,
    {
      unique_id: id,
      resource_type: kind,
      depends_on: { nodes: parents, macros: [] },
      config: { materialized: "table", ...config },
    },
  ];
}

const manifestOf = (nodes: [string, object][], unitTests: UnitTest[] = []): Manifest =>
  ({
    nodes: Object.fromEntries(nodes) as Record<string, ManifestNode>,
    sources: {},
    exposures: {},
    unit_tests: Object.fromEntries(unitTests.map((each) => [each.unique_id, each])),
  }) as unknown as Manifest;

const chain = manifestOf([
  entry("model.a", []),
  entry("model.b", ["model.a"]),
  entry("model.c", ["model.b"]),
  entry("test.a", ["model.a"]),
]);
const all = new Set(["model.a", "model.b", "model.c", "test.a"]);

const ended = (nodeId: string, status: Status): Outcome => ({ nodeId, status }) as Outcome;

function skipsAfter(mode: "run" | "build", nodeId: string, status: Status, manifest = chain) {
  const plan = planRun(manifest, all, mode);
  const skips = createSkips(plan, mode);
  skips.ended(plan.node(nodeId), ended(nodeId, status));
  return [...all].filter((id) => skips.reason(id) !== undefined);
}

describe("what a failure holds back", () => {
  test("an error holds back everything that depends on the node, however far", () => {
    expect(skipsAfter("run", "model.a", "error")).toEqual(["model.b", "model.c", "test.a"]);
  });

  test("a failing test holds back its model's children in build, and nothing in test or run", () => {
    expect(skipsAfter("build", "test.a", "fail")).toEqual(["model.b", "model.c"]);
    expect(skipsAfter("run", "test.a", "fail")).toEqual([]);
  });

  test("a warning holds back nothing", () => {
    expect(skipsAfter("build", "test.a", "warn")).toEqual([]);
  });

  test("on_error: continue lets the children run", () => {
    const lenient = manifestOf([
      entry("model.a", [], { on_error: "continue" }),
      entry("model.b", ["model.a"]),
      entry("model.c", ["model.b"]),
      entry("test.a", ["model.a"]),
    ]);
    expect(skipsAfter("run", "model.a", "error", lenient)).toEqual([]);
  });
});

describe("a plan", () => {
  test("waits through nodes that are not selected", () => {
    const plan = planRun(chain, new Set(["model.a", "model.c"]), "run");
    expect(plan.dependsOn.get("model.c")).toEqual(["model.a"]);
  });

  test("holds children back until the tests are through in build", () => {
    const plan = planRun(chain, all, "build");
    expect([...(plan.dependsOn.get("model.b") ?? [])].sort()).toEqual(["model.a", "test.a"]);
  });

  test("does not count ephemeral models", () => {
    const manifest = manifestOf([entry("model.a", [], { materialized: "ephemeral" })]);
    expect(planRun(manifest, new Set(["model.a"]), "run").total).toBe(0);
  });

  test("runs unit tests with their model in build, and on their own in test", () => {
    const unit = {
      unique_id: "unit_test.a",
      resource_type: "unit_test",
      depends_on: { nodes: ["model.a"], macros: [] },
      config: {},
    } as unknown as UnitTest;
    const manifest = manifestOf([entry("model.a", [])], [unit]);
    const selected = new Set(["model.a", "unit_test.a"]);
    expect(planRun(manifest, selected, "build").unitTestsOf.get("model.a")).toEqual([
      "unit_test.a",
    ]);
    expect([...planRun(manifest, new Set(["unit_test.a"]), "test").dependsOn.keys()]).toEqual([
      "unit_test.a",
    ]);
  });
});
