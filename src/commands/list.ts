/** `tsdbt list`: the selected nodes, one line each; writes manifest.json, as `parse` does. */
import type { Data, DataObject } from "../core/data.ts";
import { findNode } from "../core/manifest.ts";
import type { GraphNode } from "../core/nodes.ts";
import { optionsExcludeEachOther } from "../core/problems/cli.ts";
import type { CommandResult, Context } from "./context.ts";
import { loadAndWrite } from "./parse.ts";
import { selectOf } from "./selection.ts";

export interface ListOptions {
  /** `--models`: as `--select`, but models only. */
  readonly models: readonly string[];
  readonly output: "json" | "name" | "path" | "selector";
  /** For `json`; dbt's choice of keys when empty. */
  readonly outputKeys: readonly string[];
}

const usual = [
  "model",
  "snapshot",
  "seed",
  "test",
  "source",
  "exposure",
  "metric",
  "saved_query",
  "semantic_model",
  "unit_test",
  "function",
];

export async function list(context: Context, options: ListOptions): Promise<CommandResult> {
  const { flags, emit } = context;
  const { models } = options;
  if (models.length > 0 && flags.select.length > 0)
    throw optionsExcludeEachOther("--models", "--select");
  if (models.length > 0 && flags.resourceTypes.length > 0) {
    throw optionsExcludeEachOther("--models", "--resource-type");
  }
  const project = await loadAndWrite(context);
  const asked =
    models.length > 0
      ? { ...context, flags: { ...flags, select: models, resourceTypes: ["model"] } }
      : context;
  const ids = selectOf(
    asked,
    project,
    { usual, all: [...usual, "analysis"] },
    { includeEmpty: true },
  );
  if (ids.size === 0) emit({ type: "nothing-selected" });
  for (const id of [...ids].sort()) {
    const node = findNode(project.manifest, id);
    if (node !== undefined)
      emit({ type: "output", name: "PrintEvent", text: lineOf(node, options) });
  }
  return { success: true };
}

function lineOf(node: GraphNode, { output, outputKeys }: ListOptions): string {
  switch (output) {
    case "name":
      return node.resource_type === "unit_test" ? node.name : nameOf(node);
    case "path":
      return node.original_file_path;
    case "json":
      return pythonJson(outputKeys.length > 0 ? chosen(node, outputKeys) : usualKeys(node));
    case "selector":
      return selectorOf(node);
  }
}

function nameOf(node: GraphNode): string {
  if (node.resource_type === "source") return `${node.source_name}.${node.name}`;
  const version =
    node.resource_type === "model" || node.resource_type === "unit_test" ? node.version : null;
  return version === null || version === undefined
    ? node.name
    : `${node.name}${versionMark(node)}${version}`;
}

const versionMark = (node: GraphNode): string => (node.resource_type === "model" ? ".v" : "_v");

/** What `--select` would find it by. */
function selectorOf(node: GraphNode): string {
  switch (node.resource_type) {
    case "source":
      return `source:${node.package_name}.${node.source_name}.${node.name}`;
    case "exposure":
      return `exposure:${node.package_name}.${node.name}`;
    case "unit_test":
      return `unit_test:${node.package_name}.${nameOf(node)}`;
    default:
      return node.fqn.join(".");
  }
}

const allowedKeys = [
  "alias",
  "name",
  "package_name",
  "depends_on",
  "tags",
  "config",
  "resource_type",
  "source_name",
  "original_file_path",
  "unique_id",
];

const entriesOf = (node: GraphNode): [string, unknown][] => Object.entries(node);

function usualKeys(node: GraphNode): Record<string, unknown> {
  const found = Object.fromEntries(entriesOf(node).filter(([key]) => allowedKeys.includes(key)));
  return node.resource_type === "model"
    ? { ...found, direct_parents: node.depends_on.nodes }
    : found;
}

/** Dots go down into mappings; keys that a node does not have are left out. */
function chosen(node: GraphNode, keys: readonly string[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const key of keys) {
    let value: unknown = node;
    for (const part of key.split(".")) {
      value = typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined;
    }
    if (value !== undefined && !(key.includes(".") && value === null)) found[key] = value;
  }
  return found;
}

/** JSON with a space after commas and colons, as Python writes it and as scripts may expect it. */
function pythonJson(value: unknown): string {
  const data: Data = JSON.parse(
    JSON.stringify(value, (_, each) => (typeof each === "bigint" ? Number(each) : each)),
  );
  return spaced(data);
}

function spaced(data: Data): string {
  if (Array.isArray(data)) return `[${data.map(spaced).join(", ")}]`;
  if (typeof data !== "object" || data === null) return JSON.stringify(data);
  const entries = Object.entries(data as DataObject);
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}: ${spaced(value)}`).join(", ")}}`;
}
