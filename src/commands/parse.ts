/** `tsdbt parse`: reads the project and writes manifest.json. */
import { writeManifest } from "../execute/artifacts.ts";
import type { Project } from "../project/load.ts";
import type { CommandResult, Context } from "./context.ts";
import { loadProjectOf } from "./load.ts";

export async function parse(context: Context): Promise<CommandResult> {
  await loadAndWrite(context);
  return { success: true };
}

/**
 * The project, with manifest.json of it written unless `--no-write-json`.
 * @throws Problems with everything that is wrong in the project
 */
export async function loadAndWrite(context: Context): Promise<Project> {
  const project = await loadProjectOf(context);
  if (context.flags.writeJson) {
    const path = writeManifest(project);
    context.emit({ type: "artifact-written", artifact: "WritableManifest", path });
  }
  return project;
}
