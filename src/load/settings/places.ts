/** Where the settings of a source table stand in its properties file. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataObject } from "../../core/data.ts";
import type { Source } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import type { Project } from "../../project/load.ts";
import { isDataObject } from "../../project/settings/data-object.ts";
import { parseYaml, type YamlPath } from "../../project/settings/yaml.ts";

/** Reads the properties file only when a place is asked for. A column is found by its name. */
export function placesIn(project: Project, source: Source): (path: YamlPath) => Place | undefined {
  const owner = project.packageNamed(source.package_name) ?? project.settings;
  const file = source.original_file_path;
  return (path) => {
    const document = parseYaml(readFileSync(join(owner.dir, file), "utf8"), file);
    const sources = itemsOf(document.value, "sources");
    const outer = indexOf(sources, source.source_name);
    const tables = itemsOf(sources[outer], "tables");
    const inner = indexOf(tables, source.name);
    const [key, name] = path;
    const within =
      key === "columns" ? [key, indexOf(itemsOf(tables[inner], key), String(name))] : path;
    return document.locate(["sources", outer, "tables", inner, ...within]);
  };
}

function itemsOf(value: unknown, key: string): readonly unknown[] {
  const list = isDataObject(value as DataObject) ? (value as DataObject)[key] : undefined;
  return Array.isArray(list) ? list : [];
}

const indexOf = (items: readonly unknown[], name: string): number =>
  items.findIndex((item) => isDataObject(item as DataObject) && (item as DataObject).name === name);
