/** A node as the `node` argument of `generate_*_name` macros sees it: an object with attributes, made when looked at. */
import type { DataObject } from "../../core/data.ts";
import {
  bindArguments,
  nativeFunction,
  type PyObject,
  toValue,
  type Value,
} from "../../jinja/index.ts";
import type { DraftNode } from "./draft.ts";

const computed: Readonly<Record<string, (node: DraftNode) => Value>> = {
  identifier: (node) => node.alias,
  is_versioned: (node) => node.version !== null && node.version !== undefined,
  is_latest_version: (node) =>
    node.version !== null && node.version !== undefined && node.version === node.latest_version,
  is_ephemeral: (node) => node.config.materialized === "ephemeral",
  file_id: (node) => `${node.package_name}://${node.original_file_path}`,
};

const classes: Readonly<Record<string, string>> = {
  model: "ModelNode",
  seed: "SeedNode",
  snapshot: "SnapshotNode",
  analysis: "AnalysisNode",
  operation: "HookNode",
  sql_operation: "SqlNode",
};

/** The node as a Python object; its attributes are those of the manifest. */
export function nodeObject(node: DraftNode): PyObject {
  return {
    pyType:
      classes[node.resource_type] ?? (node.test_metadata ? "GenericTestNode" : "SingularTestNode"),
    pyGetAttr(name) {
      if (name === "config") return configObject(node.config);
      if (Object.hasOwn(node, name)) return toValue(node[name as keyof DraftNode]);
      return computed[name]?.(node);
    },
  };
}

/** A config as an object: attributes, items and `get`. */
export function configObject(config: DataObject): PyObject {
  const find = (key: string): Value | undefined => {
    const alias = key.replace(/^(pre|post)_hook$/, "$1-hook");
    return Object.hasOwn(config, alias) ? toValue(config[alias]) : undefined;
  };
  const get = nativeFunction("get", (call) => {
    const { key, default: fallback } = bindArguments(call, "get", ["key", "default?"]);
    return find(String(key)) ?? fallback ?? null;
  });
  return {
    pyType: "NodeConfig",
    pyGetAttr: (name) => (name === "get" ? get : find(name)),
    pyGetItem: (key) => find(String(key)),
    pyContains: (key) => find(String(key)) !== undefined,
  };
}
