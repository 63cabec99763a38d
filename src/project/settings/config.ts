/** Works out a resource's config from all the places where it can be set. Pure. */
import type { AdapterType } from "../../adapters/dialects.ts";
import type { Data, DataObject } from "../../core/data.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import { type Problem, problemWith, throwAll } from "../../core/problem.ts";
import { fieldsOf } from "./config/fields.ts";
import { type Levels, levelsOf, matchedPath, placeInTree } from "./config/levels.ts";
import { hookName, mergeCalls, mergeLevel, mergeMappings } from "./config/merge.ts";
import { keyOf, type OwnConfig } from "./config/own-config.ts";
import { type Finished, finish, finishOver, type WrongValue } from "./config/values.ts";
import type { ConfigKind, ProjectSettings } from "./project-settings.ts";

export interface ConfigSources extends OwnConfig {
  readonly kind: ConfigKind;
  readonly adapter: AdapterType;
  readonly root: ProjectSettings;
  /** The package that the resource stands in. */
  readonly owner: ProjectSettings;
  readonly fqn: readonly string[];
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

/** What the project files say of one folder, worked out once. */
interface FolderConfig {
  /** The root project's word on a package's resources, which beats everything. */
  readonly overriding: Levels;
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

function mergeAll(sources: ConfigSources, folder: FolderConfig): MergedConfig {
  const fields = fieldsOf[sources.kind];
  const calls = mergeCalls(sources.calls ?? []);
  const levels = [sources.patch ?? {}, calls, ...folder.overriding.rendered];
  const translated = levels.map((level) => translateAliases(level, sources.adapter));
  const merged = translated.reduce(
    (lower, level) => mergeLevel(lower, level, fields),
    folder.lower,
  );
  const { config, problems } = finishNode(merged, folder, sources.kind);
  if (problems.length > 0) throwAll(problems.map((wrong) => placed(wrong, sources, calls)));
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

/** A value that a project file set has its place there; one of the resource's own files is placed by whoever reads them. */
function placed({ key, problem }: WrongValue, sources: ConfigSources, calls: DataObject): Problem {
  const { root, owner, kind, fqn, patch = {} } = sources;
  const overriding = owner === root ? undefined : placeInTree(root, kind, fqn, key);
  const isOwn = [patch, calls].some((level) => Object.keys(level).map(hookName).includes(key));
  const at = overriding ?? (isOwn ? undefined : placeInTree(owner, kind, fqn, key));
  return problemWith(problem, { at });
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
    ...[mergeMappings(patch, unrenderedPatch), written, ...folder.overriding.unrendered].map(
      (level) => translateAliases(level, sources.adapter),
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
    mergeLevel(lower, translateAliases(level, adapter), fields);
  const lower = own.rendered.reduce(apply, {});
  const folder: FolderConfig = {
    overriding,
    lower,
    initial: overriding.rendered.reduce(apply, lower),
    unrenderedLower: Object.assign(
      {},
      ...own.unrendered.map((level) => translateAliases(level, adapter)),
    ),
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

/** dbt-postgres takes its connection's aliases for configs too. */
function translateAliases(level: DataObject, adapter: AdapterType): DataObject {
  if (adapter === "duckdb" || !("dbname" in level || "pass" in level)) return level;
  const { dbname, pass, ...rest } = level;
  return {
    ...rest,
    ...(dbname !== undefined && { database: dbname }),
    ...(pass !== undefined && { password: pass }),
  };
}
