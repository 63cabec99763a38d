/** The whole way from a folder to settings: project file, profile, packages. */
import type { DataObject } from "../../core/data.ts";
import type { Profile } from "./profiles.ts";
import type { Environment, ProjectSettings, Warning } from "./project-settings.ts";

export interface SettingsOptions {
  readonly projectDir: string;
  readonly workingDir: string;
  readonly env: Environment;
  readonly vars: DataObject;
  readonly profilesDir?: string | null | undefined;
  readonly profile?: string | null | undefined;
  readonly target?: string | null | undefined;
  readonly threads?: number | null | undefined;
  readonly targetPath?: string | null | undefined;
  readonly logPath?: string | null | undefined;
  readonly versionCheck?: boolean | undefined;
}

export interface Settings {
  readonly project: ProjectSettings;
  /** The root project is not among them. */
  readonly packages: readonly ProjectSettings[];
  readonly profile: Profile;
  readonly warnings: readonly Warning[];
}

/** @throws Problems with everything that is wrong in these files */
export function readSettings(_options: SettingsOptions): Settings {
  throw new Error("Bug: not written yet");
}
