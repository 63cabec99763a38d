/** A small run for the tests of the report: a source, two models, two tests. */
import type { ArtifactNode, RunArtifacts, RunResult } from "./artifacts.ts";

export function node(id: string, more: Partial<ArtifactNode> = {}): ArtifactNode {
  const [type = "model", project = "shop", name = ""] = id.split(".");
  return {
    unique_id: id,
    name,
    resource_type: type,
    fqn: [project, name],
    original_file_path: `models/${name}.sql`,
    relation_name: `"shop"."main"."${name}"`,
    config: { materialized: "table" },
    depends_on: { nodes: [] },
    ...more,
  };
}

export function result(id: string, status: string, from: number, to: number): RunResult {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  return {
    unique_id: id,
    status,
    timing: [{ name: "execute", started_at: at(from), completed_at: at(to) }],
    thread_id: "Thread-1",
    execution_time: to - from,
    message: status === "fail" ? "Got 3 results" : null,
    failures: status === "fail" ? 3 : 0,
    adapter_response: {},
  };
}

export function smallRun(): RunArtifacts {
  return {
    projectName: "shop",
    adapterType: "duckdb",
    command: "build",
    generatedAt: "2026-01-01T00:00:10Z",
    elapsed: 10,
    nodes: [
      node("source.shop.raw.orders", { name: "orders", source_name: "raw" }),
      node("model.shop.stg_orders", {
        fqn: ["shop", "staging", "stg_orders"],
        depends_on: { nodes: ["source.shop.raw.orders"] },
      }),
      node("model.shop.revenue", {
        fqn: ["shop", "marts", "revenue"],
        description: "Money <b>in</b>",
        depends_on: { nodes: ["model.shop.stg_orders"] },
      }),
      node("test.shop.not_null", {
        attached_node: "model.shop.stg_orders",
        depends_on: { nodes: ["model.shop.stg_orders"] },
      }),
      node("test.shop.adds_up", {
        depends_on: { nodes: ["model.shop.stg_orders", "model.shop.revenue"] },
      }),
    ],
    results: [
      result("model.shop.stg_orders", "success", 0, 2),
      result("test.shop.not_null", "pass", 2, 3),
      result("model.shop.revenue", "success", 3, 8),
      result("test.shop.adds_up", "fail", 8, 10),
    ],
  };
}
