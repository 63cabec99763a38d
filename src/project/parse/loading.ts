/** What one load of a project works with and gives. */
import { join, resolve } from "node:path";
import type { LoadOptions, Project } from "../load.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { CachePaths } from "./cache/save-parse.ts";
import type { Surroundings } from "./facts-validity.ts";
import type { ManifestSections } from "./manifest-sections.ts";

export interface Loading extends LoadOptions {
  readonly files: readonly ProjectFile[];
  readonly surroundings: Surroundings;
  /** Milliseconds since 1970. */
  readonly loadedAt: number;
}

export interface Loaded {
  readonly sections: ManifestSections;
  /** Put together when somebody asks: a command that only reads the manifest needs none. */
  readonly macros: () => MacroSet;
  readonly warnings: Project["warnings"];
  readonly cached: number;
}

/** Where the cache lies. */
export function cachePaths({ cacheDir, settings: { project } }: LoadOptions): CachePaths {
  const folder = cacheDir ?? resolve(project.dir, project.targetPath);
  const path = (kind: string): string => join(folder, `partial_parse.${kind}.tsdbt`);
  return { index: path("index"), facts: path("facts"), manifest: path("manifest") };
}
