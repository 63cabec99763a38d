/** Finds the packages of a project where they already lie: installed ones and `local:` ones. Downloads nothing. */
import type { RenderOptions } from "./project-file.ts";
import type { ProjectSettings } from "./project-settings.ts";

/**
 * The packages, each after those that asked for it first, the root project not included.
 * @throws Problems for packages that are missing, broken or there twice
 */
export function readPackages(
  _root: ProjectSettings,
  _options: RenderOptions,
): readonly ProjectSettings[] {
  throw new Error("Bug: not written yet");
}
