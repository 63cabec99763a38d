/** What a project file says of one resource: the configs of every folder on the way to it, and where they stand. Pure. */
import type { Data, DataObject } from "../../../core/data.ts";
import type { Place } from "../../../core/place.ts";
import { isDataObject } from "../data-object.ts";
import type { ConfigKind, ProjectSettings } from "../project-settings.ts";
import { hookName } from "./merge.ts";

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
    if (isConfig(key, value)) configs[configName(key)] = value;
  }
  return configs;
}

const isConfig = (key: string, value: Data | undefined): boolean =>
  key.startsWith("+") || !isDataObject(value);

const configName = (key: string): string => (key.startsWith("+") ? key.slice(1).trim() : key);

/** Where the last word on a config stands; undefined when the project file has none. Reads the file's places. */
export function placeInTree(
  project: ProjectSettings,
  kind: ConfigKind,
  fqn: readonly string[],
  key: string,
): Place | undefined {
  const { rendered } = project.configs[kind];
  const folders = matchedPath(project, kind, fqn).split("\t").slice(1);
  for (let depth = folders.length; depth >= 0; depth--) {
    const path = folders.slice(0, depth);
    const level = path.reduce((tree, folder) => tree[folder] as DataObject, rendered);
    const written = Object.entries(level).find(
      ([each, value]) => isConfig(each, value) && hookName(configName(each)) === key,
    );
    if (written !== undefined) return placeOfConfig(project, kind, [...path, written[0]]);
  }
  return undefined;
}

/** Where a path of a config tree stands in the project file. */
export const placeOfConfig = (
  project: ProjectSettings,
  kind: ConfigKind,
  path: readonly string[],
): Place => project.document.locate([sectionOf(project, kind), ...path]);

/** The key of the project file under which the configs of a kind stand: `tests:` is the old name of `data_tests:`. */
export function sectionOf({ document: { value } }: ProjectSettings, kind: ConfigKind): string {
  const isOld = kind === "data_tests" && isDataObject(value) && !("data_tests" in value);
  return isOld ? "tests" : kind;
}
