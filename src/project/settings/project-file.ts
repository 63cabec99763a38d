/** Reads the project file: `project.yml`, or `dbt_project.yml` as dbt calls it. Opens no other file but vars.yml. */
import type { DataObject } from "../../core/data.ts";
import type { Environment, ProjectSettings } from "./project-settings.ts";
import type { YamlDocument } from "./yaml.ts";

export interface RenderOptions {
  readonly env: Environment;
  /** `--vars`. */
  readonly vars: DataObject;
  /** `target` in the file's Jinja: `targetOf(profile)`. Without it the name is unknown there. */
  readonly target?: DataObject | undefined;
  /** `--target-path`, which beats the file. */
  readonly targetPath?: string | null | undefined;
  readonly logPath?: string | null | undefined;
  /** False with `--no-version-check`. */
  readonly versionCheck?: boolean | undefined;
}

/** The file as parsed, before anything is rendered or checked: enough to find the profile. */
export interface RawProject {
  readonly dir: string;
  readonly file: string;
  /** Not rendered. */
  readonly name: string | null;
  readonly profile: string | null;
  readonly flags: DataObject;
  readonly document: YamlDocument;
}

/** @throws Problem when there is no project file, or it is not YAML */
export function readRawProject(_dir: string): RawProject {
  throw new Error("Bug: not written yet");
}

/** @throws Problems with everything that is wrong in the file */
export function readProject(
  _project: string | RawProject,
  _options: RenderOptions,
): ProjectSettings {
  throw new Error("Bug: not written yet");
}
