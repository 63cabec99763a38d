/** Groups of models, as properties files list them. */
import type { DataObject } from "../../core/data.ts";
import type { Group } from "../../core/nodes.ts";
import { mergeConfig } from "../settings/config.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { foldersOf, ownerOf, twice } from "./own-entries.ts";
import type { Patching } from "./patches.ts";
import type { Workspace } from "./workspace.ts";

/** @throws Problem of an owner without name and address, and of a second group of the name */
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

/**
 * dbt gives groups the rendered configs of models that stand in the same folders, each level instead of the one above,
 * without hooks.
 */
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
