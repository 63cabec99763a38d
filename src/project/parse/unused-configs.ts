/** Finds folders in the project file's config trees that hold no resource: mostly misspelt, or left behind by a move. */
import { closestName } from "../../core/closest.ts";
import { unusedConfig } from "../../core/problems/patches.ts";
import { placeOfConfig, sectionOf } from "../settings/config/levels.ts";
import { unusedConfigPaths } from "../settings/config/unused-paths.ts";
import type { ConfigKind } from "../settings/project-settings.ts";
import type { Workspace } from "./workspace.ts";

type Fqn = readonly string[];

const kinds: Readonly<Record<string, ConfigKind>> = {
  model: "models",
  seed: "seeds",
  snapshot: "snapshots",
  test: "data_tests",
  source: "sources",
  exposure: "exposures",
  unit_test: "unit_tests",
};

/** Configs of resources that we accept and leave alone. */
const ignored: ReadonlySet<ConfigKind> = new Set([
  "analyses",
  "functions",
  "metrics",
  "semantic_models",
  "saved_queries",
]);

/** Warns of each such folder. Only for a project without mistakes: what could not be read may stand in there. */
export function warnOfUnusedConfigs(workspace: Workspace): void {
  if (workspace.problems.length > 0) return;
  const fqns = fqnsByKind(workspace);
  const unused = unusedConfigPaths(workspace.root, fqns).filter(([kind]) => !ignored.has(kind));
  if (unused.length === 0) return;
  const { root } = workspace;
  for (const [kind, ...path] of unused) {
    workspace.warnings.push({
      name: "UnusedResourceConfigPath",
      problem: unusedConfig(
        [sectionOf(root, kind), ...path].join("."),
        meantFolder(path, fqns[kind] ?? []),
        placeOfConfig(root, kind, path),
      ),
    });
  }
}

/** The fqns of all resources; the disabled ones count for every kind, as with dbt. */
function fqnsByKind({ nodes, sources, exposures, unitTests, disabled }: Workspace) {
  const off = [...disabled.values()].flat().map(({ node }) => node.fqn);
  const fqns = Object.fromEntries(Object.values(kinds).map((kind) => [kind, [...off]])) as Record<
    ConfigKind,
    Fqn[]
  >;
  for (const map of [nodes, sources, exposures, unitTests]) {
    for (const { node } of map.values()) {
      const kind = kinds[node.resource_type];
      if (kind !== undefined) fqns[kind].push(node.fqn);
    }
  }
  return fqns;
}

/** What the first folder that does not exist was meant to be. */
function meantFolder(path: Fqn, fqns: readonly Fqn[]): string | undefined {
  const startsWith = (length: number) => (fqn: Fqn) =>
    path.slice(0, length).every((part, index) => fqn[index] === part);
  const right = path.findIndex((_, index) => !fqns.some(startsWith(index + 1)));
  if (right < 0) return undefined;
  const beside = fqns.filter(startsWith(right)).map((fqn) => fqn[right]);
  const names = beside.filter((name) => name !== undefined);
  return closestName(path[right] as string, new Set(names));
}
