/** Looks up project variables: `--vars`, then the root project, then the package's own. Pure. */
import type { Data, DataObject } from "../../core/data.ts";
import type { ProjectSettings } from "./project-settings.ts";

export interface VarSources {
  /** `--vars`. */
  readonly cliVars: DataObject;
  /** Absent while the project file itself is rendered. */
  readonly root?: Pick<ProjectSettings, "name" | "vars"> | undefined;
  /** The package whose resource asks; the root when absent. */
  readonly owner?: Pick<ProjectSettings, "name" | "vars"> | undefined;
}

/** The raw value, not rendered; undefined when it is not set anywhere. */
export function lookupVar(_name: string, _sources: VarSources): Data | undefined {
  throw new Error("Bug: not written yet");
}

/** Every variable that such a resource sees, for messages and the cache. */
export function visibleVars(_sources: VarSources): DataObject {
  throw new Error("Bug: not written yet");
}
