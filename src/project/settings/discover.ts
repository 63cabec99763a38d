/** Walks the folders of a project and tells what each file is by where it stands and how its name ends. Reads no file. */
import type { ProjectSettings } from "./project-settings.ts";

export type FileKind =
  | "model"
  | "seed"
  | "snapshot"
  | "macro"
  | "test"
  | "generic-test"
  | "analysis"
  | "function"
  | "properties"
  | "docs"
  | "fixture";

export interface ProjectFile {
  readonly package: string;
  readonly kind: FileKind;
  /** Below the resource's own folder, as dbt's `path`: `staging/orders.sql`. */
  readonly path: string;
  /** The folder that was searched, as the project file names it: `models`. */
  readonly searchedPath: string;
  /** Below the package's root: `models/staging/orders.sql`. */
  readonly originalFilePath: string;
  readonly absolutePath: string;
  readonly mtimeMs: number;
  readonly size: number;
}

/** The files of the root project and of each package, in that order. */
export function discoverFiles(
  _project: ProjectSettings,
  _packages: readonly ProjectSettings[],
): readonly ProjectFile[] {
  throw new Error("Bug: not written yet");
}
