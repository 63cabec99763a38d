/** `tsdbt parse`: reads the project and writes manifest.json. */
import { writeManifest } from "../execute/artifacts.ts";
import type { CommandResult, Context } from "./context.ts";
import { loadProjectOf } from "./load.ts";

export async function parse(context: Context): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  if (context.flags.writeJson) {
    const path = writeManifest(project);
    context.emit({ type: "artifact-written", artifact: "WritableManifest", path });
  }
  return { success: true };
}
