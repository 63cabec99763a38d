/** `tsdbt clean`: deletes what was made, never sources. */
import { rmSync } from "node:fs";
import { resolve, sep } from "node:path";
import { cleanOutsideProject, cleanWouldDeleteSources } from "../core/problems/cli.ts";
import { readProject } from "../project/settings/project-file.ts";
import type { ProjectSettings } from "../project/settings/project-settings.ts";
import type { CommandResult, Context } from "./context.ts";

export interface CleanOptions {
  /** Refuse to delete anything outside of the project. */
  readonly projectFilesOnly: boolean;
}

/** @throws Problem of a clean-target that is or holds a source folder, or lies outside */
export async function clean(context: Context, options: CleanOptions): Promise<CommandResult> {
  const { flags, env, location, emit } = context;
  const project = readProject(location.projectDir, {
    env,
    vars: flags.vars,
    targetPath: flags.targetPath,
    versionCheck: flags.versionCheck,
  });
  const targets = [...new Set(project.cleanTargets.map((path) => resolve(project.dir, path)))];
  checkTargets(project, targets, options);
  for (const path of targets) {
    emit({ type: "note", name: "CheckCleanPath", message: `Checking ${path}/*`, data: { path } });
    rmSync(path, { recursive: true, force: true });
    emit({ type: "note", name: "ConfirmCleanPath", message: `Cleaned ${path}/*`, data: { path } });
  }
  const message = "Finished cleaning all paths.";
  emit({ type: "note", name: "FinishedCleanPaths", message, data: {} });
  return await Promise.resolve({ success: true });
}

function checkTargets(
  project: ProjectSettings,
  targets: readonly string[],
  { projectFilesOnly }: CleanOptions,
): void {
  const sources = Object.values(project.paths)
    .flat()
    .map((path) => resolve(project.dir, path));
  const holdsSources = targets.filter((path) =>
    [project.dir, ...sources].some((source) => isWithin(source, path)),
  );
  if (holdsSources.length > 0) throw cleanWouldDeleteSources(holdsSources);
  const outside = targets.filter((path) => !isWithin(path, project.dir));
  if (projectFilesOnly && outside.length > 0) throw cleanOutsideProject(outside);
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
