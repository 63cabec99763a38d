/** Everything that is put together while a project is parsed. The functions here add to it; who reads it is elsewhere. */
import type { Dialect } from "../../adapters/dialect.ts";
import type { Flags } from "../../core/flags.ts";
import type { Documentation, Exposure, Group, Macro, Source, UnitTest } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import { type Problem, problemsIn, problemWith } from "../../core/problem.ts";
import { templateProblem } from "../../core/problems/jinja.ts";
import { duplicateResource } from "../../core/problems/resources.ts";
import { TemplateError } from "../../jinja/index.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { Profile } from "../settings/profiles.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import type { Draft, Mutable } from "./draft.ts";
import { placeOfDraft } from "./places.ts";
import type { PropertiesFile } from "./properties.ts";
import type { Recorder } from "./recorder.ts";

export interface Warned {
  /** dbt's name of the event. */
  readonly name: string;
  readonly problem: Problem;
}

/** A source before and after its relation, config and tests are worked out. */
export interface SourceDraft {
  readonly node: Mutable<Source>;
  readonly owner: ProjectSettings;
  readonly file: PropertiesFile;
  readonly path: readonly (string | number)[];
}

export interface ExposureDraft {
  readonly node: Mutable<Exposure>;
  readonly file: PropertiesFile;
  readonly path: readonly (string | number)[];
}

export interface UnitTestDraft {
  readonly node: Mutable<UnitTest>;
  readonly file: PropertiesFile;
  readonly path: readonly (string | number)[];
}

export interface Workspace {
  readonly root: ProjectSettings;
  /** The root project first. */
  readonly projects: readonly ProjectSettings[];
  readonly profile: Profile;
  readonly dialect: Dialect;
  readonly flags: Flags;
  readonly macros: MacroSet;
  readonly recorder: Recorder;
  /** Seconds since 1970: when everything was parsed. */
  readonly createdAt: number;
  /** Projects whose analyses are configured as models, see `configure.ts`. */
  readonly modelTrees: Map<ProjectSettings, ProjectSettings>;
  readonly nodes: Map<string, Draft>;
  readonly sources: Map<string, SourceDraft>;
  readonly exposures: Map<string, ExposureDraft>;
  readonly unitTests: Map<string, UnitTestDraft>;
  readonly groups: Map<string, Group>;
  readonly docs: Map<string, Documentation>;
  readonly macroNodes: Map<string, Mutable<Macro>>;
  /** Contents of fixture files by `package.name`. */
  readonly fixtures: Map<string, { readonly file: ProjectFile; readonly text: string }>;
  readonly disabled: Map<string, DisabledEntry[]>;
  /** Names of nodes that could not be parsed; what refers to them is not to blame. */
  readonly failed: Set<string>;
  readonly problems: Problem[];
  readonly warnings: Warned[];
  /** True once a node's hooks have been rendered. */
  readonly rendersHooks: { value: boolean };
  /** What dbt tells once for the whole project; by the name of the event. */
  readonly deprecations: Map<string, Deprecation>;
}

interface Deprecation {
  count: number;
  /** The first of them, with how many there are. */
  readonly problem: (count: number) => Problem;
}

export type DisabledEntry = Draft | SourceDraft | ExposureDraft | UnitTestDraft;

/**
 * Does a piece of work; what is wrong with it is noted, and undefined comes back.
 * @param findPlace where it is, for problems that do not know
 */
export function attempt<T>(
  workspace: Pick<Workspace, "problems">,
  work: () => T,
  findPlace?: () => Place,
): T | undefined {
  try {
    return work();
  } catch (thrown) {
    const found = thrown instanceof TemplateError ? [templateProblem(thrown)] : problemsIn(thrown);
    if (found === undefined) throw thrown;
    workspace.problems.push(...found.map((problem) => placed(problem, findPlace)));
    return undefined;
  }
}

const placed = (problem: Problem, findPlace: (() => Place) | undefined): Problem =>
  problem.at === undefined && findPlace !== undefined
    ? problemWith(problem, { at: findPlace() })
    : problem;

/** Notes something that still works. The place of the first one is worked out at the end. */
export function deprecate(
  { deprecations }: Workspace,
  name: string,
  problem: (count: number) => Problem,
): void {
  const known = deprecations.get(name);
  if (known === undefined) deprecations.set(name, { count: 1, problem });
  else known.count++;
}

/** A behaviour flag of dbt's. */
export const behavior = ({ flags }: Pick<Workspace, "flags">, name: string): boolean =>
  flags.behavior[name] ?? false;

/** Adds a node where it belongs: among the nodes, or among the disabled ones. */
export function addNode(draft: Draft, workspace: Workspace): void {
  const { node } = draft;
  if (node.config.enabled) addEnabled(draft, workspace);
  else addDisabled(node.unique_id, draft, workspace);
}

/** Adds a node that is enabled; reports a second one with the same id. */
export function addEnabled(draft: Draft, workspace: Workspace): void {
  const { unique_id: id } = draft.node;
  const first = workspace.nodes.get(id);
  if (first === undefined) workspace.nodes.set(id, draft);
  else
    workspace.problems.push(
      duplicateResource(draft.node, placeOfDraft(first, workspace), placeOfDraft(draft, workspace)),
    );
}

export function addDisabled(id: string, entry: DisabledEntry, { disabled }: Workspace): void {
  const entries = disabled.get(id);
  if (entries === undefined) disabled.set(id, [entry]);
  else entries.push(entry);
}
