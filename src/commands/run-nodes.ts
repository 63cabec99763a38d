/** The story of every command that builds or tests something: load, select, open the database, run, write artifacts. */
import type { Adapter } from "../adapters/adapter.ts";
import { openAdapter } from "../adapters/open.ts";
import { failedStatuses, type Outcome } from "../core/outcomes.ts";
import { writeManifest, writeRunResults } from "../execute/artifacts.ts";
import type { RunMode } from "../execute/plan.ts";
import { executeNodes, type RunReport } from "../execute/run.ts";
import type { Project } from "../project/load.ts";
import type { CommandResult, Context } from "./context.ts";
import { loadProjectOf } from "./load.ts";
import { type ResourceTypes, selectOf } from "./selection.ts";

/** @throws Problems of the project, the selection or the database as a whole; a node that fails is a result */
export async function runNodes(
  context: Context,
  mode: RunMode,
  types: ResourceTypes,
): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const selected = selectOf(context, project, types);
  const report = await runIds(context, project, mode, selected);
  return resultOf(project, report);
}

/** Runs the given nodes, and writes the artifacts whatever becomes of them. */
export async function runIds(
  context: Context,
  project: Project,
  mode: RunMode,
  selected: ReadonlySet<string>,
): Promise<RunReport> {
  const { emit, signal } = context;
  if (selected.size === 0) {
    emit({ type: "nothing-selected" });
    const report = nothingDone();
    writeArtifacts(context, project, report);
    return report;
  }
  await using adapter = await openAdapterOf(context, project);
  const { threads, target } = project.profile;
  emit({ type: "concurrency", threads, target, nodes: selected.size });
  const streams = await streamProgress(context, project, adapter);
  const report = await executeNodes({
    project,
    selected,
    adapter,
    mode,
    threads,
    emit,
    signal,
    streams,
  });
  writeArtifacts(context, project, report);
  return report;
}

/** Undefined where the project has no streams, or none was loaded yet. */
async function streamProgress(context: Context, project: Project, adapter: Adapter) {
  if (!Object.values(project.manifest.sources).some(({ config }) => config.load)) return undefined;
  const { openProgress } = await import("./streams/progress.ts");
  return await openProgress(context, project, adapter);
}

export const openAdapterOf = ({ emit }: Context, project: Project) =>
  openAdapter(project.profile.type, {
    credentials: project.profile.credentials,
    baseDir: project.settings.dir,
    warn: (name, problem) => emit({ type: "warning", name, problem }),
  });

/** Writes manifest.json and run_results.json, unless `--no-write-json`. */
function writeArtifacts({ flags, emit }: Context, project: Project, report: RunReport): void {
  if (!flags.writeJson) return;
  const manifest = writeManifest(project, report);
  emit({ type: "artifact-written", artifact: "WritableManifest", path: manifest });
  const results = writeRunResults(project, report);
  emit({ type: "artifact-written", artifact: "RunExecutionResult", path: results });
}

const nothingDone = (): RunReport => ({
  outcomes: [],
  compiled: new Map(),
  ranHooks: false,
  calledMacros: new Map(),
  buildPaths: new Map(),
  seconds: 0,
  interrupted: false,
});

export function resultOf(project: Project, report: RunReport): CommandResult {
  const fails = ({ nodeId, status }: Outcome) =>
    failedStatuses.includes(status) && project.manifest.exposures[nodeId] === undefined;
  return {
    success: !report.outcomes.some(fails) && report.unpublished === undefined,
    interrupted: report.interrupted,
  };
}
