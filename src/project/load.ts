/** The whole project from its files: settings, macros, manifest. Everything else starts from what this returns. */
import type { RelationName } from "../adapters/adapter.ts";
import type { Emit } from "../core/events.ts";
import type { Flags } from "../core/flags.ts";
import type { Manifest } from "../core/manifest.ts";
import type { GraphNode, Macro } from "../core/nodes.ts";
import type { Problem } from "../core/problem.ts";
import type { MacroSet } from "./macros/macro-set.ts";
import { changesSince, factsOf, openKept, takeKept } from "./parse/kept-project.ts";
import type { Loaded, Loading } from "./parse/loading.ts";
import type { ManifestSections } from "./parse/manifest-sections.ts";
import { sourceFinder } from "./parse/source-text.ts";
import { surroundingsOf } from "./parse/surroundings.ts";
import { discoverFiles } from "./settings/discover.ts";
import type { Profile } from "./settings/profiles.ts";
import type { Environment, ProjectSettings } from "./settings/project-settings.ts";
import type { Settings } from "./settings/settings.ts";

/** One call of the program. */
export interface Invocation {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface LoadOptions {
  /** What `readSettings` returned. */
  readonly settings: Settings;
  readonly flags: Flags;
  readonly env: Environment;
  readonly invocation: Invocation;
  readonly emit: Emit;
  /** Where the cache of parsed facts lies; the target folder when absent. */
  readonly cacheDir?: string | undefined;
}

/** The text that something was parsed from, and where in its file it begins. */
export interface SourceText {
  /** Relative to the root project's folder, as in a `Place`. */
  readonly file: string;
  /** The whole file. */
  readonly text: string;
  readonly offset: number;
}

export interface Project {
  readonly settings: ProjectSettings;
  /** The installed packages; the root project is not among them. */
  readonly packages: readonly ProjectSettings[];
  readonly profile: Profile;
  readonly manifest: Manifest;
  /** Resource type → how many, in dbt's order. */
  readonly counts: Readonly<Record<string, number>>;
  /** A section of the manifest as JSON, in pieces of which each is good until the next one is taken. */
  readonly manifestParts: ManifestSections["parts"];
  /** The entries of the manifest's nodes as JSON, where they are kept so. */
  readonly nodeTexts: ManifestSections["nodeTexts"];
  /** JSON gives the manifest back as it is, see `survives-json.ts`. */
  readonly isPlain: boolean;
  readonly macros: MacroSet;
  readonly flags: Flags;
  readonly env: Environment;
  readonly invocation: Invocation;
  readonly warnings: readonly { readonly name: string; readonly problem: Problem }[];
  /** Relations of an earlier run by unique id, when the command defers to it. */
  readonly deferred?: ReadonlyMap<string, RelationName> | undefined;
  /** How many files were taken from the cache. */
  readonly cached: number;
  /** The settings of the package of that name, the root project included. */
  packageNamed(name: string): ProjectSettings | undefined;
  /** The file that a node or macro was written in; read when asked for. */
  sourceOf(node: GraphNode | Macro): SourceText;
}

/**
 * Loads a project.
 * @throws Problems with everything that is wrong in its files
 */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const { settings, flags, env } = options;
  const loadedAt = Date.now();
  const files = discoverFiles(settings.project, settings.packages);
  const surroundings = surroundingsOf(settings, flags, env);
  const loading: Loading = { ...options, files, surroundings, loadedAt };
  return asProject(await load(loading), options);
}

/** The project as it was, where nothing has changed; else with what has changed, or all of it, parsed anew. */
async function load(loading: Loading): Promise<Loaded> {
  const kept = loading.flags.partialParse ? openKept(loading) : undefined;
  const changes = kept && changesSince(kept.index, loading);
  if (kept?.manifest !== undefined && changes !== undefined) {
    if (changes.length === 0) return takeKept(kept, kept.manifest, loading);
    const { patchKept } = await import("./parse/patch-kept.ts");
    const patched = patchKept(kept, kept.manifest, changes, loading);
    if (patched !== undefined) return patched;
  }
  const { parseProject } = await import("./parse/parse-project.ts");
  return parseProject(loading, factsOf(kept, loading));
}

function asProject(loaded: Loaded, options: LoadOptions): Project {
  const { settings, flags, env, invocation } = options;
  const { project: root, packages, profile } = settings;
  const byName = new Map([root, ...packages].map((project) => [project.name, project]));
  return {
    settings: root,
    packages,
    profile,
    manifest: loaded.sections.manifest,
    counts: loaded.sections.counts,
    manifestParts: loaded.sections.parts,
    nodeTexts: loaded.sections.nodeTexts,
    isPlain: loaded.sections.isPlain,
    get macros() {
      return loaded.macros();
    },
    flags,
    env,
    invocation,
    warnings: loaded.warnings,
    cached: loaded.cached,
    packageNamed: (name) => byName.get(name),
    sourceOf: sourceFinder(root, byName, loaded.macros),
  };
}
