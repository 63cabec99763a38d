/** Reads a properties file, from the cache of facts where it is known. */
import { fileIsNoMapping } from "../../core/problems/properties.ts";
import { keyIsDuplicate } from "../../core/problems/yaml.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { parseYaml } from "../settings/yaml.ts";
import type { FactsStore } from "./facts-store.ts";
import { withoutLastBreak } from "./last-break.ts";
import { readToParse, shownPath } from "./places.ts";
import { openProperties, type PropertiesFile } from "./properties.ts";
import { attempt, type Workspace } from "./workspace.ts";

/** The file; undefined when it is empty or wrong, which is then noted. */
export function readProperties(
  file: ProjectFile,
  owner: ProjectSettings,
  workspace: Workspace,
  facts: FactsStore,
): PropertiesFile | undefined {
  const known = facts.get(file, "properties");
  const value =
    known === undefined ? attempt(workspace, () => parse(file, workspace)) : known.value;
  if (value === undefined) return undefined;
  const tests = Object.entries(known?.tests ?? {});
  const properties = openProperties(file, owner, workspace.root.dir, value ?? {}, tests);
  facts.setProperties(file, value, properties.tests);
  return value === null ? undefined : properties;
}

/** @throws Problem when it is not YAML, or no mapping */
function parse(file: ProjectFile, workspace: Workspace) {
  const shown = shownPath(workspace.root.dir, file.absolutePath);
  // dbt strips files before it reads them, which a block of text at the end of the file shows.
  const document = parseYaml(readToParse(file).trimEnd(), shown);
  const { value, text } = document;
  for (const { key, at } of document.duplicateKeys())
    workspace.warnings.push({
      name: "DuplicateYAMLKeysDeprecation",
      problem: keyIsDuplicate(key, at, text),
    });
  if (value === null || isDataObject(value)) return withoutLastBreak(value, text);
  throw fileIsNoMapping(shown, { file: shown, line: 1, column: 1 });
}
