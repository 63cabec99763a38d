/** Reads selectors.yml and checks its form. What the criteria mean is the graph's business. */
import type { DataObject } from "../../core/data.ts";
import type { RenderOptions } from "./project-file.ts";
import type { ProjectSettings } from "./project-settings.ts";

/** One entry of selectors.yml, with CLI-style strings in its definition turned into dictionaries as dbt does. */
export interface SelectorDefinition {
  readonly name: string;
  readonly description?: string;
  readonly default?: boolean;
  readonly definition: DataObject;
}

/**
 * By name, in the file's order; the value goes into the manifest as it is.
 * @throws Problems with everything that is wrong in the file
 */
export function readSelectors(
  _root: ProjectSettings,
  _options: RenderOptions,
): Readonly<Record<string, SelectorDefinition>> {
  throw new Error("Bug: not written yet");
}
