/** What a project file says of one resource: the configs of every folder on the way to it, outermost first. Pure. */
import type { Data, DataObject } from "../../../core/data.ts";
import { isDataObject } from "../data-object.ts";
import type { ConfigKind, ProjectSettings } from "../project-settings.ts";

/** The configs of each folder on the way, outermost first. */
export interface Levels {
  readonly rendered: readonly DataObject[];
  readonly unrendered: readonly DataObject[];
}

/** How far the fqn leads into the config tree: resources with the same answer have the same project-wide config. */
export function matchedPath(
  project: ProjectSettings,
  kind: ConfigKind,
  fqn: readonly string[],
): string {
  let tree: Data | undefined = project.configs[kind].rendered;
  let path = "";
  for (const part of fqn) {
    tree = Object.hasOwn(tree as DataObject, part) ? (tree as DataObject)[part] : undefined;
    if (!isDataObject(tree)) break;
    path += `\t${part}`;
  }
  return path;
}

export function levelsOf(
  project: ProjectSettings,
  kind: ConfigKind,
  fqn: readonly string[],
): Levels {
  const { rendered, unrendered } = project.configs[kind];
  return { rendered: levelsIn(rendered, fqn), unrendered: levelsIn(unrendered, fqn) };
}

function levelsIn(tree: DataObject, fqn: readonly string[]): DataObject[] {
  const levels = [configsAt(tree)];
  let level = tree;
  for (const part of fqn) {
    const next: Data | undefined = Object.hasOwn(level, part) ? level[part] : undefined;
    if (!isDataObject(next)) break;
    levels.push(configsAt(next));
    level = next;
  }
  return levels;
}

/** The configs of one level: keys with a `+`, and plain keys that hold no mapping (those are folders). */
function configsAt(level: DataObject): DataObject {
  const configs: Record<string, Data> = {};
  for (const [key, value] of Object.entries(level)) {
    if (key.startsWith("+")) configs[key.slice(1).trim()] = value;
    else if (!isDataObject(value)) configs[key] = value;
  }
  return configs;
}
