/** The whole project from its files: settings, macros, manifest. Everything else starts from what this returns. */
import type { Emit } from "../core/events.ts";
import type { Flags } from "../core/flags.ts";
import type { Manifest } from "../core/manifest.ts";
import type { GraphNode, Macro } from "../core/nodes.ts";
import type { Problem } from "../core/problem.ts";
import type { MacroSet } from "./macros/macro-set.ts";
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
  readonly macros: MacroSet;
  readonly flags: Flags;
  readonly env: Environment;
  readonly invocation: Invocation;
  readonly warnings: readonly { readonly name: string; readonly problem: Problem }[];
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
export function loadProject(_options: LoadOptions): Promise<Project> {
  throw new Error("Bug: not written yet");
}
