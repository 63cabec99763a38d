import { expect, test } from "vitest";
import type { ManifestNode } from "../core/nodes.ts";
import { targetPathOf } from "./target-paths.ts";

const node = (fields: Partial<ManifestNode>): ManifestNode =>
  ({ resource_type: "model", package_name: "shop", name: "orders", ...fields }) as ManifestNode;

test("a file with one node keeps its path", () => {
  const model = node({ path: "marts/orders.sql", original_file_path: "models/marts/orders.sql" });
  expect(targetPathOf(model, "run", "target")).toBe("target/run/shop/models/marts/orders.sql");
});

test("nodes that share a file get a folder of its name", () => {
  const dataTest = node({
    path: "not_null_orders_id.sql",
    original_file_path: "models/schema.yml",
    resource_type: "test",
  });
  expect(targetPathOf(dataTest, "compiled", "target")).toBe(
    "target/compiled/shop/models/schema.yml/not_null_orders_id.sql",
  );
});

test("a snapshot has a file of its own even when it is named like its file", () => {
  const snapshot = node({
    path: "orders.sql",
    original_file_path: "snapshots/orders.sql",
    resource_type: "snapshot",
  });
  expect(targetPathOf(snapshot, "run", "out")).toBe("out/run/shop/snapshots/orders.sql/orders.sql");
});

test("the batches of a model lie in a folder of the model's name", () => {
  const model = node({ path: "orders.sql", original_file_path: "models/orders.sql" });
  expect(targetPathOf(model, "run", "target", "2026-01-31")).toBe(
    "target/run/shop/models/orders/orders_2026-01-31.sql",
  );
});
