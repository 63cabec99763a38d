/** Makes what stands only in properties files: YAML snapshots, exposures, groups. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Exposure, Group } from "../../core/nodes.ts";
import { relationNotReadable } from "../../core/problems/contracts.ts";
import {
  exposureDependsOn,
  invalidExposure,
  ownerWithoutName,
} from "../../core/problems/exposures.ts";
import { duplicateResource } from "../../core/problems/resources.ts";
import { mergeConfig } from "../settings/config.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { textChecksum } from "./checksum.ts";
import { asTags } from "./columns.ts";
import { configure } from "./configure.ts";
import { type Draft, type Mutable, noNames, startNode } from "./draft.ts";
import { noFacts } from "./facts.ts";
import type { Patching } from "./patches.ts";
import { readText } from "./places.ts";
import type { Entry } from "./properties.ts";
import { readStatically, type StaticTemplate } from "./static-template.ts";
import { addDisabled, addEnabled, type ExposureDraft, type Workspace } from "./workspace.ts";

/** The folders below the resource folder in which a properties file stands, as an fqn begins. */
const foldersOf = (entry: Entry): readonly string[] => [
  entry.file.owner.name,
  ...entry.file.file.path.split("/").slice(0, -1),
];

/** Adds the node of a snapshot that is written in YAML, with `relation:`. */
export function addYamlSnapshot({ entry }: Patching, workspace: Workspace): void {
  const { file, name, raw, path } = entry;
  const relation = String(raw.relation);
  const read = readStatically(`{{ ${relation} }}`);
  const [ref] = read?.refs ?? [];
  const [source] = read?.sources ?? [];
  if (ref === undefined && source === undefined)
    throw relationNotReadable(name, relation, file.locate([...path, "relation"]));
  const { owner } = file;
  const node = startNode({
    resourceType: "snapshot",
    name,
    owner,
    path: `${name}.sql`,
    originalFilePath: file.file.originalFilePath,
    uniqueId: `snapshot.${owner.name}.${name}`,
    fqn: [...foldersOf(entry), name],
    text: `select * from {{ ${relation} }}`,
    createdAt: workspace.createdAt,
  });
  node.checksum = textChecksum(readText(file.file));
  if (ref !== undefined) node.refs = [ref];
  else if (source !== undefined) node.sources = [source];
  const draft: Draft = {
    node,
    facts: { ...noFacts, readStatically: false },
    owner,
    kind: "snapshots",
    calls: [],
    names: noNames,
    origin: { file: file.file, yamlPath: path },
  };
  configure(draft, workspace);
  node.unrendered_config = {};
  addEnabled(draft, workspace);
}

const exposureTypes = ["dashboard", "notebook", "analysis", "ml", "application"];
const maturities = ["low", "medium", "high"];

export function addExposure({ entry, value }: Patching, workspace: Workspace): void {
  const { file, name, path } = entry;
  checkChoice(value, "type", exposureTypes, entry);
  if (value.maturity !== undefined && value.maturity !== null)
    checkChoice(value, "maturity", maturities, entry);
  const owner = ownerOf(value.owner as DataObject, entry);
  const fqn = [...foldersOf(entry), name];
  const { config, unrendered } = mergeConfig({
    kind: "exposures",
    adapter: workspace.profile.type,
    root: workspace.root,
    owner: file.owner,
    fqn,
    patch: value.config as DataObject | undefined,
    unrenderedPatch: value.config as DataObject | undefined,
  });
  const project = file.owner.configs.exposures.rendered;
  const tags = [
    ...new Set([...asTags(project.tags ?? []), ...asTags(value.tags ?? []), ...config.tags]),
  ].sort();
  const meta = {
    ...(project.meta as DataObject),
    ...(value.meta as DataObject),
    ...config.meta,
  };
  const read = dependenciesOf(value.depends_on, entry);
  const node: Mutable<Exposure> = {
    name,
    resource_type: "exposure",
    package_name: file.owner.name,
    path: file.file.path,
    original_file_path: file.file.originalFilePath,
    unique_id: `exposure.${file.owner.name}.${name}`,
    fqn,
    type: value.type as string,
    owner,
    description: (value.description ?? "") as string,
    label: (value.label ?? null) as string | null,
    maturity: (value.maturity ?? null) as string | null,
    meta,
    tags,
    config: { ...config, tags, meta },
    unrendered_config: unrendered,
    url: (value.url ?? null) as string | null,
    depends_on: { macros: [], nodes: [] },
    refs: read.refs,
    sources: read.sources,
    metrics: read.metrics,
    created_at: workspace.createdAt,
  };
  const draft: ExposureDraft = { node, file, path };
  if (!node.config.enabled) addDisabled(node.unique_id, draft, workspace);
  else if (workspace.exposures.has(node.unique_id)) throw twice(entry, "exposure");
  else workspace.exposures.set(node.unique_id, draft);
}

const twice = ({ name, file, path }: Entry, type: string) =>
  duplicateResource({ name, resource_type: type }, undefined, file.locate(path));

function checkChoice(
  value: DataObject,
  key: string,
  choices: readonly string[],
  { name, file, path }: Entry,
): void {
  const chosen = value[key];
  if (!choices.includes(chosen as string))
    throw invalidExposure(name, key, String(chosen), choices, file.locate([...path, key]));
}

/** @throws Problem when the owner has neither a name nor an address */
function ownerOf(owner: DataObject, { name, section, file, path }: Entry): DataObject {
  if (isBlank(owner.name) && isBlank(owner.email))
    throw ownerWithoutName(name, section, file.locate([...path, "owner"]));
  const { email, name: called, ...more } = owner;
  return { email: email ?? null, name: called ?? null, ...more };
}

const isBlank = (value: Data | undefined): boolean => value === undefined || value === null;

type Dependencies = Pick<Exposure, "refs" | "sources" | "metrics">;

function dependenciesOf(lines: Data | undefined, entry: Entry): Dependencies {
  const found = { refs: [], sources: [], metrics: [] } as {
    refs: StaticTemplate["refs"][number][];
    sources: (readonly string[])[];
    metrics: (readonly string[])[];
  };
  for (const [index, line] of ((lines ?? []) as readonly Data[]).entries()) {
    const metric = /^\s*metric\(\s*['"]([^'"]+)['"]\s*\)\s*$/.exec(String(line))?.[1];
    const read = readStatically(`{{ ${String(line)} }}`);
    if (metric !== undefined) found.metrics.push([metric]);
    else if (read !== undefined && read.refs.length + read.sources.length > 0) {
      found.refs.push(...read.refs);
      found.sources.push(...read.sources);
    } else
      throw exposureDependsOn(
        entry.name,
        String(line),
        entry.file.locate([...entry.path, "depends_on", index]),
      );
  }
  return found;
}

export function addGroup({ entry, value }: Omit<Patching, "config">, workspace: Workspace): void {
  const { file, name } = entry;
  const id = `group.${file.owner.name}.${name}`;
  const group: Group = {
    name,
    resource_type: "group",
    package_name: file.owner.name,
    path: file.file.path,
    original_file_path: file.file.originalFilePath,
    unique_id: id,
    owner: ownerOf(value.owner as DataObject, entry),
    description: (value.description ?? null) as string | null,
    config: groupConfig({ entry, value }, workspace),
  };
  if (workspace.groups.has(id)) throw twice(entry, "group");
  workspace.groups.set(id, group);
}

const notOfGroups = new Set(["meta", "pre-hook", "pre_hook", "post-hook", "post_hook"]);

/** dbt gives groups the rendered configs of models that stand in the same folders, each level instead of the one above, without hooks. */
function groupConfig(
  { entry, value }: Omit<Patching, "config">,
  { root, profile }: Workspace,
): DataObject {
  const { config, unrendered } = mergeConfig({
    kind: "models",
    adapter: profile.type,
    root: withRenderedModels(root),
    owner: withRenderedModels(entry.file.owner),
    fqn: [...foldersOf(entry), entry.name],
    patch: value.config as DataObject | undefined,
    unrenderedPatch: value.config as DataObject | undefined,
  });
  const others = Object.entries(unrendered).filter(([key]) => !notOfGroups.has(key));
  return { meta: config.meta, ...Object.fromEntries(others) };
}

/** The project with its models' config rendered also where it is otherwise kept as written. */
function withRenderedModels(project: ProjectSettings): ProjectSettings {
  const { rendered } = project.configs.models;
  return {
    ...project,
    configs: { ...project.configs, models: { rendered, unrendered: rendered } },
  };
}
