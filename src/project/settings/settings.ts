/** The whole way from a folder to settings: project file, profile, packages. */
import type { DataObject } from "../../core/data.ts";
import { readPackages } from "./packages.ts";
import { type Profile, readProfile, targetOf } from "./profiles.ts";
import { type RenderOptions, readProject, readRawProject } from "./project-file.ts";
import type { ProjectSettings, Warning } from "./project-settings.ts";

export interface SettingsOptions extends Omit<RenderOptions, "target" | "rootDir"> {
  readonly projectDir: string;
  /** Where the command was started. */
  readonly workingDir: string;
  /** `--vars`. */
  readonly vars: DataObject;
  readonly profilesDir?: string | null | undefined;
  readonly profile?: string | null | undefined;
  readonly target?: string | null | undefined;
  readonly threads?: number | null | undefined;
}

export interface Settings {
  readonly project: ProjectSettings;
  /** The root project is not among them. */
  readonly packages: readonly ProjectSettings[];
  readonly profile: Profile;
  readonly warnings: readonly Warning[];
}

/** @throws Problems with everything that is wrong in these files */
export function readSettings(options: SettingsOptions): Settings {
  const raw = readRawProject(options.projectDir);
  const profile = readProfile({ ...options, project: raw });
  const rendering: RenderOptions = { ...options, target: targetOf(profile) };
  const project = readProject(raw, rendering);
  const packages = readPackages(project, rendering);
  const warnings = [project, ...packages].flatMap((each) => each.warnings);
  return { project, packages, profile, warnings: [...profile.warnings, ...warnings] };
}
