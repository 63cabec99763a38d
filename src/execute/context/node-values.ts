/** Nodes as templates see them: `model`, `graph`, hooks. Converted when they are first looked into. */
import { mappingOf } from "../../core/data.ts";
import { type Manifest, sectionsOf } from "../../core/manifest.ts";
import type { Hook } from "../../core/node-config.ts";
import type { GraphNode } from "../../core/nodes.ts";
import { Dict, toValue, type Value } from "../../jinja/index.ts";

/** `graph`: every resource by unique id, grouped as dbt groups them. */
export function graphValue(manifest: Manifest): Value {
  const { nodes, functions } = sectionsOf(manifest.nodes);
  return Dict.of([
    ["exposures", toValue(manifest.exposures)],
    ["functions", toValue(functions)],
    ["groups", toValue(manifest.groups)],
    ["metrics", new Dict()],
    ["nodes", toValue(nodes)],
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

/** Whatever users put there, nulls too. */
const ofUsers = new Set(["meta", "unrendered_config", "persist_docs", "column_types", "grants"]);

/** Drops what is null, at every level but in the users' own dictionaries. */
function withoutNulls(fields: object): Record<string, unknown> {
  const kept = mappingOf<unknown>();
  for (const [key, value] of Object.entries(fields)) {
    if (value === null || value === undefined) continue;
    kept[key] = ofUsers.has(key) ? value : cleaned(value);
  }
  return { ...kept };
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  const isPlain = typeof value === "object" && value !== null && !("toJSON" in value);
  return isPlain ? withoutNulls(value) : value;
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
