/** Works out a resource's config from all the places where it can be set. Pure. */
import type { Data, DataObject } from "../../core/data.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import { throwAll } from "../../core/problem.ts";
import { fieldsOf } from "./config/fields.ts";
import { deepMerge, mergeCalls, mergeLevel } from "./config/merge.ts";
import { type Finished, finish, finishOver } from "./config/values.ts";
import { isDataObject } from "./data-object.ts";
import type { ConfigKind, ProjectSettings } from "./project-settings.ts";

export interface ConfigSources {
  readonly kind: ConfigKind;
  readonly adapter: "duckdb" | "postgres";
  readonly root: ProjectSettings;
  /** The package that the resource stands in. */
  readonly owner: ProjectSettings;
  readonly fqn: readonly string[];
  /** `config:` of the properties file, rendered. */
  readonly patch?: DataObject | undefined;
  /** The same as written. */
  readonly unrenderedPatch?: DataObject | undefined;
  /** Each `config()` call, in order. */
  readonly calls?: readonly DataObject[] | undefined;
  /** What `config()` was called with as source text; the calls themselves when absent. */
  readonly unrenderedCalls?: DataObject | undefined;
}

export interface MergedConfig {
  /** Keys in the manifest's order. Shared between nodes with equal sources: never change it. */
  readonly config: NodeConfig;
  readonly unrendered: DataObject;
  /**
   * What the `generate_*_name` macros are given. It differs from `config` where a `config()` says none: that undoes a
   * project-wide schema for the name, yet dbt's manifest keeps showing the project-wide one.
   */
  readonly names: {
    readonly database: Data;
    readonly schema: Data;
    readonly alias: Data;
  };
}

interface Level {
  readonly rendered: readonly DataObject[];
  readonly unrendered: readonly DataObject[];
}

/** What the project files say of one folder, worked out once. */
interface FolderConfig {
  readonly own: Level;
  /** The root project's word on a package's resources, which beats everything. */
  readonly overriding: Level;
  readonly lower: DataObject;
  readonly initial: DataObject;
  readonly unrenderedLower: DataObject;
  finishedInitial: Finished | undefined;
  /** What was merged already, by what the files say on top. */
  readonly merged: Map<string, MergedConfig>;
}

const folders = new WeakMap<ProjectSettings, WeakMap<ProjectSettings, Map<string, FolderConfig>>>();

/** @throws Problem when a value has the wrong type */
export function mergeConfig(sources: ConfigSources): MergedConfig {
  const folder = folderConfig(sources);
  const key = keyOf(sources);
  if (key === undefined) return mergeAll(sources, folder);
  const known = folder.merged.get(key);
  if (known !== undefined) return known;
  const merged = mergeAll(sources, folder);
  folder.merged.set(key, merged);
  return merged;
}

/** Equal for what is equal; undefined for values that JSON does not tell apart. Most files say the same few things. */
function keyOf({ patch, calls, unrenderedPatch, unrenderedCalls }: ConfigSources) {
  const hasCalls = calls !== undefined && calls.length > 0;
  if (!(patch || hasCalls || unrenderedPatch || unrenderedCalls)) return "";
  const isPlain =
    isPlainLevel(patch) &&
    isPlainLevel(unrenderedPatch) &&
    isPlainLevel(unrenderedCalls) &&
    (!hasCalls || calls.every(isPlainLevel));
  if (!isPlain) return undefined;
  return JSON.stringify([
    patch ?? null,
    calls ?? [],
    unrenderedPatch ?? null,
    unrenderedCalls ?? 0,
  ]);
}

function isPlainLevel(level: DataObject | undefined): boolean {
  if (level === undefined) return true;
  for (const key of Object.keys(level)) if (!isPlainValue(level[key] as Data)) return false;
  return true;
}

const isPlainValue = (value: Data): boolean =>
  typeof value === "string" ||
  typeof value === "boolean" ||
  value === null ||
  (Array.isArray(value) && value.every((item) => typeof item === "string"));

function mergeAll(sources: ConfigSources, folder: FolderConfig): MergedConfig {
  const fields = fieldsOf[sources.kind];
  const calls = mergeCalls(sources.calls ?? []);
  const levels = [sources.patch ?? {}, calls, ...folder.overriding.rendered];
  const translated = levels.map((level) => translate(level, sources.adapter));
  const merged = translated.reduce(
    (lower, level) => mergeLevel(lower, level, fields),
    folder.lower,
  );
  const { config, problems } = finishNode(merged, folder, sources.kind);
  throwAll(problems);
  return {
    config: config as NodeConfig,
    unrendered: unrenderedOf(sources, folder, calls),
    names: {
      database: merged.database ?? null,
      schema: merged.schema ?? fields.schema?.default ?? null,
      alias: merged.alias ?? null,
    },
  };
}

/** Resources of properties files only, which dbt configures in one step. */
const parsedAtOnce: ReadonlySet<ConfigKind> = new Set(["sources", "exposures", "unit_tests"]);

/** dbt configures a file's resource twice, and a none from the second time does not undo what the first time found. */
function finishNode(merged: DataObject, folder: FolderConfig, kind: ConfigKind): Finished {
  const fields = fieldsOf[kind];
  if (parsedAtOnce.has(kind)) return finish(merged, fields, kind);
  folder.finishedInitial ??= finish(folder.initial, fields, kind);
  const { config: initial, problems: initialProblems } = folder.finishedInitial;
  if (initialProblems.length > 0) return folder.finishedInitial;
  const isSimple = folder.overriding.rendered.length === 0 && kind !== "data_tests";
  if (isSimple) return finishOver(initial, folder.lower, merged, fields, kind);
  const { config, problems } = finish({ ...folder.initial, ...merged }, fields, kind);
  for (const [key, field] of Object.entries(fields)) {
    const isNone = merged[key] === null && config[key] === field.default;
    if (isNone || config[key] === null) config[key] = initial[key] ?? null;
  }
  return { config, problems };
}

function unrenderedOf(sources: ConfigSources, folder: FolderConfig, calls: DataObject): DataObject {
  const { patch = {}, unrenderedPatch = {}, unrenderedCalls } = sources;
  const written =
    unrenderedCalls && Object.keys(unrenderedCalls).length > 0 ? unrenderedCalls : calls;
  return Object.assign(
    {},
    folder.unrenderedLower,
    ...[deepMerge(patch, unrenderedPatch), written, ...folder.overriding.unrendered].map((level) =>
      translate(level, sources.adapter),
    ),
  );
}

function folderConfig(sources: ConfigSources): FolderConfig {
  const { root, owner, kind, adapter, fqn } = sources;
  const ownPath = matchedPath(owner, kind, fqn);
  const rootPath = owner === root ? "" : matchedPath(root, kind, fqn);
  const cache = cacheOf(root, owner);
  const key = `${adapter}\n${kind}\n${ownPath}\n${rootPath}`;
  const known = cache.get(key);
  if (known) return known;
  const fields = fieldsOf[kind];
  const own = levelsOf(owner, kind, fqn);
  const overriding = owner === root ? { rendered: [], unrendered: [] } : levelsOf(root, kind, fqn);
  const apply = (lower: DataObject, level: DataObject) =>
    mergeLevel(lower, translate(level, adapter), fields);
  const lower = own.rendered.reduce(apply, {});
  const folder: FolderConfig = {
    own,
    overriding,
    lower,
    initial: overriding.rendered.reduce(apply, lower),
    unrenderedLower: Object.assign({}, ...own.unrendered.map((level) => translate(level, adapter))),
    finishedInitial: undefined,
    merged: new Map(),
  };
  cache.set(key, folder);
  return folder;
}

function cacheOf(root: ProjectSettings, owner: ProjectSettings): Map<string, FolderConfig> {
  const known = folders.get(root)?.get(owner);
  if (known !== undefined) return known;
  const cache = new Map<string, FolderConfig>();
  const byOwner = folders.get(root) ?? new WeakMap<ProjectSettings, Map<string, FolderConfig>>();
  folders.set(root, byOwner.set(owner, cache));
  return cache;
}

/** How far the fqn leads into the config tree: resources with the same answer have the same project-wide config. */
function matchedPath(project: ProjectSettings, kind: ConfigKind, fqn: readonly string[]): string {
  let tree: Data | undefined = project.configs[kind].rendered;
  let path = "";
  for (const part of fqn) {
    tree = Object.hasOwn(tree as DataObject, part) ? (tree as DataObject)[part] : undefined;
    if (!isDataObject(tree)) break;
    path += `\t${part}`;
  }
  return path;
}

function levelsOf(project: ProjectSettings, kind: ConfigKind, fqn: readonly string[]): Level {
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

/** dbt-postgres takes its connection's aliases for configs too. */
function translate(level: DataObject, adapter: "duckdb" | "postgres"): DataObject {
  if (adapter === "duckdb" || !("dbname" in level || "pass" in level)) return level;
  const { dbname, pass, ...rest } = level;
  return {
    ...rest,
    ...(dbname !== undefined && { database: dbname }),
    ...(pass !== undefined && { password: pass }),
  };
}

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
