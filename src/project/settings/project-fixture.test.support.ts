/** A project without files, for tests. */
import type { DataObject } from "../../core/data.ts";
import type { ConfigKind, ProjectSettings } from "./project-settings.ts";
import { parseYaml } from "./yaml.ts";

const kinds: readonly ConfigKind[] = [
  "models",
  "seeds",
  "snapshots",
  "analyses",
  "sources",
  "data_tests",
  "unit_tests",
  "exposures",
  "functions",
  "metrics",
  "semantic_models",
  "saved_queries",
];

/** @param written the trees before rendering; the rendered ones when absent */
export function projectOf(
  name: string,
  trees: Partial<Record<ConfigKind, DataObject>>,
  written: Partial<Record<ConfigKind, DataObject>> = trees,
): ProjectSettings {
  const configs = kinds.map((kind) => [
    kind,
    { rendered: trees[kind] ?? {}, unrendered: written[kind] ?? {} },
  ]);
  return {
    dir: "/nowhere",
    file: "dbt_project.yml",
    name,
    version: null,
    profile: null,
    paths: {
      models: ["models"],
      seeds: ["seeds"],
      snapshots: ["snapshots"],
      macros: ["macros"],
      tests: ["tests"],
      analyses: ["analyses"],
      functions: ["functions"],
      docs: ["models"],
      assets: [],
    },
    targetPath: "target",
    logPath: "logs",
    packagesInstallPath: "dbt_packages",
    cleanTargets: ["target"],
    vars: {},
    dispatch: [],
    quoting: {},
    onRunStart: [],
    onRunEnd: [],
    queryComment: { comment: undefined, append: false },
    flags: {},
    requireDbtVersion: [],
    restrictAccess: false,
    configs: Object.fromEntries(configs) as ProjectSettings["configs"],
    dbtCloud: null,
    document: parseYaml("", "dbt_project.yml"),
    envVars: {},
    warnings: [],
  };
}
