/** The whole project from its files: settings, macros, manifest. Everything else starts from what this returns. */
import { join, resolve } from "node:path";
import { dialectOf } from "../adapters/dialects.ts";
import type { Emit } from "../core/events.ts";
import type { Flags } from "../core/flags.ts";
import type { Manifest } from "../core/manifest.ts";
import type { GraphNode, Macro } from "../core/nodes.ts";
import type { Problem } from "../core/problem.ts";
import { throwAll } from "../core/problem.ts";
import type { MacroSet } from "./macros/macro-set.ts";
import { assemble } from "./parse/assemble.ts";
import { openFactsStore } from "./parse/facts-store.ts";
import { readMacroSet } from "./parse/project-macros.ts";
import { createRecorderFor } from "./parse/project-recorder.ts";
import { sourceFinder } from "./parse/source-text.ts";
import { surroundingsOf } from "./parse/surroundings.ts";
import type { Workspace } from "./parse/workspace.ts";
import { discoverFiles } from "./settings/discover.ts";
import type { Profile } from "./settings/profiles.ts";
import type { Environment, ProjectSettings } from "./settings/project-settings.ts";
import { readSelectors } from "./settings/selectors-file.ts";
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
export async function loadProject(options: LoadOptions): Promise<Project> {
  const { settings, flags, env, invocation } = options;
  const { project: root, packages, profile } = settings;
  const files = discoverFiles(root, packages);
  const facts = openFactsStore({
    path: flags.partialParse ? cachePath(options) : undefined,
    surroundings: surroundingsOf(settings, flags, env),
    now: Date.now(),
  });
  const createdAt = invocation.startedAt / 1000;
  const problems: Problem[] = [];
  const { macros, macroNodes } = readMacroSet({
    settings,
    flags,
    files,
    facts,
    createdAt,
    problems,
  });
  const workspace: Workspace = {
    root,
    projects: [root, ...packages],
    profile,
    dialect: dialectOf(profile.type),
    flags,
    macros,
    recorder: createRecorderFor({ ...options, macros }),
    createdAt,
    modelTrees: new Map(),
    nodes: new Map(),
    sources: new Map(),
    exposures: new Map(),
    unitTests: new Map(),
    groups: new Map(),
    docs: new Map(),
    macroNodes,
    fixtures: new Map(),
    disabled: new Map(),
    failed: new Set(),
    problems,
    warnings: [],
    deprecations: new Map(),
  };
  const selectors = readSelectors(root, { env, vars: flags.vars });
  const manifest = assemble({
    workspace,
    files,
    facts,
    selectors: selectors as unknown as Manifest["selectors"],
    now: invocation.startedAt,
  });
  throwAll(problems);
  facts.save();
  const byName = new Map(workspace.projects.map((project) => [project.name, project]));
  return {
    settings: root,
    packages,
    profile,
    manifest,
    macros,
    flags,
    env,
    invocation,
    warnings: workspace.warnings,
    cached: facts.hits,
    packageNamed: (name) => byName.get(name),
    sourceOf: sourceFinder(root, byName, macros),
  };
}

const cachePath = ({ cacheDir, settings: { project } }: LoadOptions): string =>
  join(cacheDir ?? resolve(project.dir, project.targetPath), "partial_parse.tsdbt");
