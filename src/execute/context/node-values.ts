/** Nodes as templates see them: `model`, `graph`, hooks. Converted when they are first looked into. */
import type { Manifest } from "../../core/manifest.ts";
import type { GraphNode, Hook } from "../../core/nodes.ts";
import { Dict, toValue, type Value } from "../../jinja/index.ts";

/** `graph`: every resource by unique id, grouped as dbt groups them. */
export function graphValue(manifest: Manifest): Value {
  return Dict.of([
    ["exposures", toValue(manifest.exposures)],
    ["functions", new Dict()],
    ["groups", toValue(manifest.groups)],
    ["metrics", new Dict()],
    ["nodes", toValue(manifest.nodes)],
    ["semantic_models", new Dict()],
    ["saved_queries", new Dict()],
    ["sources", toValue(manifest.sources)],
    ["unit_tests", toValue(manifest.unit_tests)],
  ]);
}

/** `model`: the node without the fields and configs that are not set. */
export function modelValue(node: GraphNode): Dict {
  return Dict.lazy((dict) => {
    for (const [key, value] of Object.entries(withoutNulls(node))) dict.set(key, toValue(value));
    const code = dict.get("compiled_code");
    if (code !== undefined) dict.set("compiled_sql", code);
  });
}

/** Drops what is null, and what is null one level below: in the config and in columns. */
function withoutNulls(node: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (value === null || value === undefined) continue;
    if (key === "config") kept[key] = withoutNulls(value as object);
    else if (key === "columns") kept[key] = columnsWithoutNulls(value as Record<string, object>);
    else kept[key] = value;
  }
  return kept;
}

function columnsWithoutNulls(columns: Record<string, object>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, withoutNulls(column)]),
  );
}

/** `pre_hooks` and `post_hooks`. */
export function hooksValue(hooks: readonly Hook[] | undefined): Value {
  return (hooks ?? []).map((hook) => {
    const dict = Dict.of([
      ["sql", hook.sql],
      ["transaction", hook.transaction],
    ]);
    if (hook.index !== null) dict.set("index", hook.index);
    return dict;
  });
}
