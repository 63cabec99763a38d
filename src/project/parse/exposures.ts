/** Exposures: what reads the project's tables from outside, as properties files list it. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Exposure } from "../../core/nodes.ts";
import { exposureDependsOn, invalidExposure } from "../../core/problems/exposures.ts";
import { mergeConfig } from "../settings/config.ts";
import { asTags } from "./columns.ts";
import type { Mutable } from "./draft.ts";
import { foldersOf, ownerOf, twice } from "./own-entries.ts";
import type { Patching } from "./patches.ts";
import type { Entry } from "./properties.ts";
import { readStatically, type StaticTemplate } from "./static-template.ts";
import { addDisabled, type ExposureDraft, type Workspace } from "./workspace.ts";

const exposureTypes = ["dashboard", "notebook", "analysis", "ml", "application"];
const maturities = ["low", "medium", "high"];

/** @throws Problem of a type, maturity, owner or dependency that cannot be, and of a second one of the name */
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
