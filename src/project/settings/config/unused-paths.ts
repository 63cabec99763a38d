/** Finds the folders of a project file's config trees that no resource has. Pure. */
import type { DataObject } from "../../../core/data.ts";
import { isDataObject } from "../data-object.ts";
import type { ConfigKind, ProjectSettings } from "../project-settings.ts";

/** Paths in the config trees that match no resource; dbt warns of them. `fqns`: those of every resource, by kind. */
export function unusedConfigPaths(
  project: ProjectSettings,
  fqns: Readonly<Partial<Record<ConfigKind, readonly (readonly string[])[]>>>,
): readonly (readonly [ConfigKind, ...string[]])[] {
  const kinds = Object.keys(project.configs) as ConfigKind[];
  return kinds.flatMap((kind) => {
    const paths = configPaths(project.configs[kind].rendered);
    if (paths.length === 0) return [];
    const used = new Set<string>();
    for (const fqn of fqns[kind] ?? []) {
      for (let length = 0; length <= fqn.length; length++)
        used.add(fqn.slice(0, length).join("\t"));
    }
    return paths
      .filter((path) => !used.has(path.join("\t")))
      .map((path): [ConfigKind, ...string[]] => [kind, ...path]);
  });
}

/** The folders that hold a config: dbt's rule is that a mapping without mappings below, or with any config, is one. */
function configPaths(tree: DataObject, path: readonly string[] = []): string[][] {
  const paths: string[][] = [];
  for (const [key, value] of Object.entries(tree)) {
    const isFolder = isDataObject(value) && !key.startsWith("+");
    const found = isFolder ? configPaths(value, [...path, key]) : [[...path]];
    for (const each of found) {
      if (!paths.some((known) => known.join("\t") === each.join("\t"))) paths.push(each);
    }
  }
  return paths;
}
