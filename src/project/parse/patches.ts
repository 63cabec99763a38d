/** Applies entries of properties files to nodes: descriptions, columns, config. */

import { closestName } from "../../core/closest.ts";
import type { Data, DataObject } from "../../core/data.ts";
import {
  ambiguousPatch,
  disabledTwice,
  patchedTwice,
  patchMissesNode,
  wrongSection,
} from "../../core/problems/patches.ts";
import { propertyTwice, testsTwice } from "../../core/problems/properties.ts";
import { isDataObject } from "../settings/data-object.ts";
import { columnInfo, writtenColumns } from "./columns.ts";
import { configure } from "./configure.ts";
import { deepMerge } from "./deep-merge.ts";
import type { Draft } from "./draft.ts";
import { noteHooks } from "./hooks.ts";
import type { NodeIndex } from "./node-index.ts";
import type { Entry } from "./properties.ts";
import type { Section } from "./property-shapes.ts";
import type { Workspace } from "./workspace.ts";

export interface Patching {
  readonly entry: Entry;
  /** Rendered, its shape checked. */
  readonly value: DataObject;
  /** `config:` with the keys beside it that belong there. */
  readonly config: DataObject;
}

export const resourceTypes: Readonly<Partial<Record<Section, string>>> = {
  models: "model",
  seeds: "seed",
  snapshots: "snapshot",
  analyses: "analysis",
  functions: "function",
};

/** Keys that may stand beside `config:` and mean the same there. */
const movedToConfig = ["meta", "docs", "group", "contract", "access"];

/**
 * Moves such keys into the config.
 * @throws Problem when one stands in both places
 */
export function gatherConfig(entry: Entry, value: DataObject): DataObject {
  const config: Record<string, Data> = { ...(value.config as DataObject) };
  for (const key of movedToConfig) {
    if (!(key in value)) continue;
    if (key in config)
      throw propertyTwice(key, entry.name, entry.file.locate([...entry.path, key]));
    config[key] = value[key] as Data;
  }
  return config;
}

/**
 * The tests of an entry or column, which may be called `tests`.
 * @throws Problem when both names are used
 */
export function testsOf(
  value: DataObject,
  entry: Entry,
  path: readonly (string | number)[],
): { readonly tests: readonly Data[]; readonly key: string } {
  const older = value.tests as readonly Data[] | null | undefined;
  if (!older || older.length === 0)
    return { tests: (value.data_tests as readonly Data[] | null) ?? [], key: "data_tests" };
  if ("data_tests" in value) throw testsTwice(entry.name, entry.file.locate([...path, "tests"]));
  return { tests: older, key: "tests" };
}

/** The nodes that an entry speaks of: one that is enabled, or all disabled ones of that name; empty when it is a miss. */
export function findPatched(
  { entry, config }: Patching,
  index: NodeIndex,
  workspace: Workspace,
): readonly Draft[] {
  const { section, name, file, path } = entry;
  const type = resourceTypes[section] as string;
  const draft = draftFor(entry, index);
  if (draft !== undefined && draft.node.resource_type !== type) {
    workspace.warnings.push({
      name: "WrongResourceSchemaFile",
      problem: wrongSection(name, draft.node.resource_type, section, file.locate(path)),
    });
    return [];
  }
  if (draft !== undefined) return [draft];
  const disabled = index.disabled(name, file.owner.name, type);
  if (disabled.length > 1 && config.enabled)
    throw disabledTwice(name, disabled.length, file.locate(path));
  if (disabled.length === 0) warnOfMiss(entry, name, workspace);
  return disabled;
}

function draftFor(entry: Entry, index: NodeIndex): Draft | undefined {
  const { section, name, file } = entry;
  if (section === "analyses") return index.analysis(name);
  return section === "functions" ? index.function(name, file.owner.name) : refableFor(entry, index);
}

/** One of the file's own package, or of any other. */
function refableFor({ name, file, path }: Entry, index: NodeIndex): Draft | undefined {
  const local = index.refable(name, file.owner.name);
  const found = local.length > 0 ? local : index.refable(name, null);
  if (found.length < 2) return found[0];
  const ids = found.map((draft) => draft.node.unique_id);
  throw ambiguousPatch(name, ids, file.locate(path));
}

/** dbt only warns of an entry that speaks of nothing. */
export function warnOfMiss(entry: Entry, name: string, workspace: Workspace): void {
  if (workspace.failed.has(name)) return;
  const type = resourceTypes[entry.section];
  const names = [...workspace.nodes.values()]
    .filter((draft) => draft.node.resource_type === type)
    .map((draft) => draft.node.name);
  workspace.warnings.push({
    name: "NoNodeForYamlKey",
    problem: patchMissesNode(
      name,
      entry.section,
      closestName(name, names),
      entry.file.locate(entry.path),
    ),
  });
}

/** Applies an entry to one node, config first. */
export function patchNode(draft: Draft, patching: Patching, workspace: Workspace): void {
  const { entry, value, config } = patching;
  const { node } = draft;
  if (node.patch_path !== null)
    throw patchedTwice(entry.name, entry.section, node.patch_path, entry.file.locate(entry.path));
  configureByPatch(draft, patching, config, entry.raw.config, workspace);
  node.patch_path = patchPath(entry);
  node.description = (value.description ?? "") as string;
  node.columns = columnInfo(writtenColumns(value, entry.path), entry.file);
}

export const patchPath = ({ file }: Entry): string =>
  `${file.owner.name}://${file.file.originalFilePath}`;

/** Merges the node's config again, with the entry's. dbt does so only where there is any. */
export function configureByPatch(
  draft: Draft,
  { entry }: Patching,
  config: DataObject,
  raw: Data | undefined,
  workspace: Workspace,
): void {
  if (Object.keys(config).length === 0) return;
  const keepsRaw = resourceTypes[entry.section] !== undefined && isDataObject(raw);
  configure(draft, workspace, { config, unrendered: keepsRaw ? deepMerge(config, raw) : config });
  noteHooks(draft, workspace);
}
