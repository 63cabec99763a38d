/** A properties file: its sections and their entries, rendered but not yet applied to anything. */

import { closestName } from "../../core/closest.ts";
import type { Data, DataObject } from "../../core/data.ts";
import type { Place } from "../../core/place.ts";
import type { Problem } from "../../core/problem.ts";
import {
  entryIsNoMapping,
  entryWithoutName,
  sectionIgnored,
  sectionIsNoList,
  unknownSection,
} from "../../core/problems/properties.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { parseYaml } from "../settings/yaml.ts";
import type { TemplateFacts } from "./facts.ts";
import { foldersBelowFirst } from "./fqn-folders.ts";
import { readText, shownPath } from "./places.ts";
import { ignoredSections, otherTopLevelKeys, type Section, shapes } from "./property-shapes.ts";
import type { Warned } from "./workspace.ts";

export interface PropertiesFile {
  readonly file: ProjectFile;
  readonly owner: ProjectSettings;
  /** As messages name it. */
  readonly shown: string;
  /** Those that stand in the fqn of what it defines. */
  readonly folders: readonly string[];
  readonly value: DataObject;
  /** What rendering generic tests noted last time, and what it notes now. */
  readonly tests: Map<string, TemplateFacts>;
  locate(path: readonly (string | number)[]): Place;
}

export interface Entry {
  readonly section: Section;
  readonly file: PropertiesFile;
  /** Where it stands in the file. */
  readonly path: readonly (string | number)[];
  readonly name: string;
  /** As written. */
  readonly raw: DataObject;
}

/** The file, with its places at hand. */
export function openProperties(
  file: ProjectFile,
  owner: ProjectSettings,
  rootDir: string,
  value: DataObject,
  tests: Iterable<readonly [string, TemplateFacts]>,
): PropertiesFile {
  const shown = shownPath(rootDir, file.absolutePath);
  return {
    file,
    owner,
    shown,
    folders: foldersBelowFirst(file.originalFilePath),
    value,
    tests: new Map(tests),
    locate: (path) => parseYaml(readText(file), shown).locate(path),
  };
}

/** The entries of all sections, in the order in which dbt reads the sections. */
export function* entriesOf(
  file: PropertiesFile,
  section: Section,
  problems: Problem[],
): Iterable<Entry> {
  const entries = file.value[section];
  if (entries === undefined) return;
  if (!Array.isArray(entries)) {
    problems.push(sectionIsNoList(section, file.locate([section])));
    return;
  }
  for (const [index, raw] of (entries as readonly Data[]).entries()) {
    const path = [section, index];
    if (!isDataObject(raw)) problems.push(entryIsNoMapping(section, file.locate(path)));
    else if (typeof raw.name !== "string" && !hasOtherName(section, raw))
      problems.push(entryWithoutName(section, raw.name, file.locate(path)));
    else yield { section, file, path, name: raw.name as string, raw };
  }
}

const hasOtherName = (section: Section, raw: DataObject): boolean =>
  section === "unit_tests" && typeof raw.model === "string" && !("name" in raw);

/** Keys at the top of the file that mean nothing, or that this program does not act on. */
export function reportSections(file: PropertiesFile, warnings: Warned[]): void {
  const known = [...Object.keys(shapes), ...ignoredSections, ...otherTopLevelKeys];
  for (const key of Object.keys(file.value)) {
    if ((ignoredSections as readonly string[]).includes(key))
      warnings.push({ name: "SectionIgnored", problem: sectionIgnored(key, file.locate([key])) });
    // What begins so holds anchors, for other entries to take.
    if (known.includes(key) || key.startsWith("x-")) continue;
    warnings.push({
      name: "CustomTopLevelKeyDeprecation",
      problem: unknownSection(key, closestName(key, known), file.locate([key])),
    });
  }
}
