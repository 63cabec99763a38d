/** Works out a resource's config from all the places where it can be set. Pure. */
import type { DataObject } from "../../core/data.ts";
import type { NodeConfig } from "../../core/nodes.ts";
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
}

/** @throws Problem when a value has the wrong type */
export function mergeConfig(_sources: ConfigSources): MergedConfig {
  throw new Error("Bug: not written yet");
}

/** Paths in the config trees that match no resource; dbt warns of them. `fqns`: those of every resource, by kind. */
export function unusedConfigPaths(
  _project: ProjectSettings,
  _fqns: Readonly<Partial<Record<ConfigKind, readonly (readonly string[])[]>>>,
): readonly (readonly [ConfigKind, ...string[]])[] {
  throw new Error("Bug: not written yet");
}
