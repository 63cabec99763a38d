/** An empty workspace for a project. */
import { dialectOf } from "../../adapters/dialects.ts";
import type { Flags } from "../../core/flags.ts";
import type { Problem } from "../../core/problem.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { Settings } from "../settings/settings.ts";
import type { Recorder } from "./recorder.ts";
import type { Workspace } from "./workspace.ts";

export interface WorkspaceStart {
  readonly settings: Pick<Settings, "project" | "packages" | "profile">;
  readonly flags: Flags;
  readonly macros: MacroSet;
  readonly macroNodes: Workspace["macroNodes"];
  readonly recorder: Recorder;
  readonly createdAt: number;
  readonly problems: Problem[];
}

export function newWorkspace({ settings, ...start }: WorkspaceStart): Workspace {
  const { project, packages, profile } = settings;
  return {
    ...start,
    root: project,
    projects: [project, ...packages],
    profile,
    dialect: dialectOf(profile.type),
    modelTrees: new Map(),
    nodes: new Map(),
    sources: new Map(),
    exposures: new Map(),
    unitTests: new Map(),
    groups: new Map(),
    docs: new Map(),
    fixtures: new Map(),
    disabled: new Map(),
    failed: new Set(),
    warnings: [],
    rendersHooks: { value: false },
    deprecations: new Map(),
  };
}
