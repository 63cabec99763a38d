/** Puts a checked project file into the form that the engine uses: defaults filled in, old names under the new ones. */
import { isAbsolute } from "node:path";
import type { Data, DataObject } from "../../core/data.ts";
import { isDataObject } from "./data-object.ts";
import type {
  ConfigKind,
  ConfigTree,
  DispatchEntry,
  ProjectPaths,
  ProjectSettings,
  QueryComment,
} from "./project-settings.ts";
import type { YamlDocument } from "./yaml.ts";

export interface ProjectSource {
  readonly raw: { readonly dir: string; readonly file: string; readonly document: YamlDocument };
  readonly written: DataObject;
  readonly rendered: DataObject;
  readonly vars: DataObject;
  readonly options: {
    readonly targetPath?: string | null | undefined;
    readonly logPath?: string | null | undefined;
  };
}

type Parts = Omit<ProjectSettings, "envVars" | "warnings">;

export function settingsFrom({ raw, written, rendered, vars, options }: ProjectSource): Parts {
  const targetPath = options.targetPath ?? textOf(rendered["target-path"]) ?? "target";
  return {
    dir: raw.dir,
    file: raw.file,
    name: String(rendered.name),
    version: versionOf(rendered.version ?? null),
    profile: textOf(rendered.profile) ?? null,
    paths: pathsOf(rendered, raw.dir),
    targetPath,
    logPath: options.logPath ?? textOf(rendered["log-path"]) ?? "logs",
    packagesInstallPath: textOf(rendered["packages-install-path"]) ?? "dbt_packages",
    cleanTargets: textsOf(rendered["clean-targets"]) ?? [targetPath],
    vars,
    dispatch: listOf(rendered.dispatch).map(dispatchEntry),
    quoting: withoutNulls(objectOf(rendered.quoting)),
    onRunStart: textsOf(rendered["on-run-start"]) ?? [],
    onRunEnd: textsOf(rendered["on-run-end"]) ?? [],
    queryComment: queryCommentOf(rendered),
    flags: objectOf(rendered.flags),
    requireDbtVersion: requirementOf(rendered["require-dbt-version"]),
    restrictAccess: rendered["restrict-access"] === true,
    configs: configsOf(rendered, written),
    dbtCloud: rendered["dbt-cloud"] ?? null,
    document: raw.document,
  };
}

const textOf = (value: Data | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
const objectOf = (value: Data | undefined): DataObject => (isDataObject(value) ? value : {});
const listOf = (value: Data | undefined): readonly Data[] => (Array.isArray(value) ? value : []);
const textsOf = (value: Data | undefined): string[] | undefined =>
  Array.isArray(value) ? value.map(String) : undefined;

const withoutNulls = (value: DataObject): DataObject =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));

function versionOf(value: Data): string | number | null {
  if (typeof value === "string" || typeof value === "number") return value;
  return typeof value === "object" && value !== null && "float" in value
    ? Number(value.float)
    : null;
}

function pathsOf(rendered: DataObject, dir: string): ProjectPaths {
  const paths = (names: readonly string[], fallback: readonly string[]) => {
    const found = names.map((name) => textsOf(rendered[name])).find((list) => list !== undefined);
    return (found ?? fallback).map((path) =>
      isAbsolute(path) && path.startsWith(dir) ? path.slice(dir.length + 1) : path,
    );
  };
  const sources = {
    models: paths(["model-paths", "source-paths"], ["models"]),
    seeds: paths(["seed-paths", "data-paths"], ["seeds"]),
    snapshots: paths(["snapshot-paths"], ["snapshots"]),
    analyses: paths(["analysis-paths"], ["analyses"]),
    macros: paths(["macro-paths"], ["macros"]),
    tests: paths(["test-paths"], ["tests"]),
    functions: paths(["function-paths"], ["functions"]),
  };
  const all = Object.values(sources).flat();
  return {
    ...sources,
    docs: paths(["docs-paths"], [...new Set(all.map((path) => path.replace(/\/+$/, "")))]),
    assets: paths(["asset-paths"], []),
  };
}

const dispatchEntry = (entry: Data): DispatchEntry => ({
  macroNamespace: String(objectOf(entry).macro_namespace),
  searchOrder: textsOf(objectOf(entry).search_order) ?? [],
});

/** No key means dbt's own comment; an empty one means none. */
function queryCommentOf(rendered: DataObject): QueryComment {
  if (!("query-comment" in rendered)) return { comment: undefined, append: false };
  const value = rendered["query-comment"];
  if (!isDataObject(value)) return { comment: textOf(value) ?? "", append: false };
  return { comment: textOf(value.comment), append: value.append === true };
}

function requirementOf(value: Data | undefined): string[] {
  if (typeof value === "string") return value.split(",").map((text) => text.trim());
  return textsOf(value) ?? [];
}

/** Where each tree stands in the file. */
const treeKeys: Readonly<Record<ConfigKind, string>> = {
  models: "models",
  seeds: "seeds",
  snapshots: "snapshots",
  analyses: "analyses",
  sources: "sources",
  data_tests: "data_tests",
  unit_tests: "unit_tests",
  exposures: "exposures",
  functions: "functions",
  metrics: "metrics",
  semantic_models: "semantic-models",
  saved_queries: "saved-queries",
};

function configsOf(rendered: DataObject, written: DataObject): Record<ConfigKind, ConfigTree> {
  const trees = Object.entries(treeKeys).map(([kind, key]): [string, ConfigTree] => [
    kind,
    { rendered: objectOf(rendered[key]), unrendered: objectOf(written[key]) },
  ]);
  return Object.fromEntries(trees) as Record<ConfigKind, ConfigTree>;
}
