/** Reads selectors.yml and checks its form. What the criteria mean is the graph's business. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Data, type DataObject, mappingOf } from "../../core/data.ts";
import { type Problem, problemsIn, problemWith, throwAll } from "../../core/problem.ts";
import { selectorsFileIsWrong } from "../../core/problems/project.ts";
import { isDataObject } from "./data-object.ts";
import type { RenderOptions } from "./project-file.ts";
import type { ProjectSettings } from "./project-settings.ts";
import { settingsRenderer } from "./render.ts";
import { parseYaml, type YamlDocument } from "./yaml.ts";

/** One entry of selectors.yml, with CLI-style strings in its definition turned into dictionaries as dbt does. */
export interface SelectorDefinition extends DataObject {
  readonly name: string;
  readonly definition: Data;
}

/**
 * By name, in the file's order; the value goes into the manifest as it is.
 * @param understand throws a Problem where a definition, as the file has it, means nothing
 * @throws Problems with everything that is wrong in the file
 */
export function readSelectors(
  root: ProjectSettings,
  options: RenderOptions,
  understand: (name: string, definition: Data) => unknown,
): Readonly<Record<string, SelectorDefinition>> {
  const path = join(root.dir, "selectors.yml");
  if (!existsSync(path)) return {};
  const document = parseYaml(readFileSync(path, "utf8"), "selectors.yml");
  if (document.value === null) return {};
  const rendered = settingsRenderer(document, options).tree(document.value, []);
  const { entries, problems } = entriesIn(rendered, document);
  const selectors = mappingOf<SelectorDefinition>();
  for (const [index, entry] of entries.entries()) {
    const problem =
      checkEntry(entry, index, document) ??
      checkDefault(entry, index, entries, document) ??
      checkMeaning(entry as DataObject, index, document, understand);
    if (problem) problems.push(problem);
    else {
      const { name, definition = null } = entry as DataObject;
      selectors[String(name)] = {
        ...(entry as DataObject),
        name: String(name),
        definition: normalized(definition),
      };
    }
  }
  throwAll(problems);
  return { ...selectors };
}

function entriesIn(
  rendered: Data,
  document: YamlDocument,
): { entries: readonly Data[]; problems: Problem[] } {
  const list = isDataObject(rendered) ? rendered.selectors : undefined;
  if (Array.isArray(list)) return { entries: list, problems: [] };
  const reason = `selectors.yml needs the key "selectors" with a list.`;
  return { entries: [], problems: [selectorsFileIsWrong(reason, document.locate(["selectors"]))] };
}

function checkEntry(entry: Data, index: number, document: YamlDocument): Problem | undefined {
  const at = document.locate(["selectors", index]);
  if (!isDataObject(entry)) return selectorsFileIsWrong("A selector must be a mapping.", at);
  if (typeof entry.name !== "string") return selectorsFileIsWrong("A selector needs a name.", at);
  const { definition } = entry;
  if (typeof definition !== "string" && !isDataObject(definition)) {
    return selectorsFileIsWrong(`The selector "${entry.name}" needs a definition.`, at);
  }
  const unknown = Object.keys(entry).find(
    (key) => !["name", "description", "default", "definition"].includes(key),
  );
  if (unknown === undefined) return undefined;
  return selectorsFileIsWrong(`A selector has no key "${unknown}".`, at);
}

/** Only one selector may be the default. */
function checkDefault(
  entry: Data,
  index: number,
  entries: readonly Data[],
  document: YamlDocument,
): Problem | undefined {
  const isDefault = (each: Data) => isDataObject(each) && each.default === true;
  const first = entries.findIndex(isDefault);
  if (!isDefault(entry) || first === index) return undefined;
  return selectorsFileIsWrong(
    "Two selectors are marked as the default.",
    document.locate(["selectors", index, "default"]),
  );
}

/** A definition that means nothing is a mistake also where nobody selects by it. */
function checkMeaning(
  { name, definition = null }: DataObject,
  index: number,
  document: YamlDocument,
  understand: (name: string, definition: Data) => unknown,
): Problem | undefined {
  try {
    understand(String(name), definition);
    return undefined;
  } catch (thrown) {
    const [problem] = problemsIn(thrown) ?? [];
    if (problem === undefined) throw thrown;
    return problemWith(problem, { at: document.locate(["selectors", index, "definition"]) });
  }
}

/** dbt keeps the definitions in the manifest as mappings, also where the file has text. */
function normalized(definition: Data): Data {
  if (typeof definition === "string") return criterionOf(definition);
  if (!isDataObject(definition)) return definition;
  for (const key of ["union", "intersection"]) {
    const list = definition[key];
    if (Array.isArray(list)) return { [key]: list.map(normalized) };
  }
  const [key = "", ...more] = Object.keys(definition);
  const value = definition[key] ?? null;
  const parts = Array.isArray(value) ? value.map(normalized) : value;
  if (key === "exclude") return { [key]: parts };
  return more.length === 0 ? { method: key, value: parts } : definition;
}

const criterion =
  /^(?<childrens_parents>@)?(?<parents>(?<parents_depth>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?<children>\+(?<children_depth>\d*))?$/;

const flags = new Set(["childrens_parents", "parents", "children"]);

function criterionOf(text: string): DataObject {
  const groups: Readonly<Record<string, string | undefined>> = criterion.exec(text)?.groups ?? {};
  const result: Record<string, Data> = {};
  for (const [name, found] of Object.entries({
    ...groups,
    method: groups.method ?? usualMethod(groups.value),
  })) {
    if (found) result[name] = flags.has(name) ? true : found;
  }
  return result;
}

function usualMethod(value = ""): string {
  if (/[\\/]/.test(value)) return "path";
  return /\.(?:sql|py|csv)$/i.test(value) ? "file" : "fqn";
}
