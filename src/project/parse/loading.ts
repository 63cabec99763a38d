/** What one load of a project works with and gives. */
import { join, resolve } from "node:path";
import type { LoadOptions, Project } from "../load.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { ProjectFile } from "../settings/discover.ts";
import { type FactsStore, openFactsStore } from "./facts-store.ts";
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

/** The facts of the last load. */
export const openFacts = (loading: Loading): FactsStore =>
  openFactsStore({
    path: loading.flags.partialParse ? cachePath(loading, "facts") : undefined,
    surroundings: loading.surroundings,
    now: loading.loadedAt,
  });

/** Where a part of the cache lies. */
export const cachePath = (
  { cacheDir, settings: { project } }: LoadOptions,
  kind: "facts" | "manifest",
): string =>
  join(cacheDir ?? resolve(project.dir, project.targetPath), `partial_parse.${kind}.tsdbt`);
