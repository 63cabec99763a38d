/** Renders the Jinja in a properties file, leaving out what dbt renders later: descriptions, tests, hooks. */
import type { Data, DataObject } from "../../core/data.ts";
import { type Interpreter, parseTemplate } from "../../jinja/index.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { Section } from "./property-shapes.ts";
import { dataOf } from "./value-data.ts";

type Path = readonly (string | number)[];

export const hasJinja = (text: string): boolean => /\{[{%#]|[#}%]\}/.test(text);

/** What rendering makes of text without Jinja: it takes the last line break away. */
export const renderedPlain = (text: string): string =>
  text.endsWith("\n") ? text.slice(0, -1) : text;

/** True for what rendering leaves as it is. */
const isSettled = (value: Data): boolean =>
  typeof value === "string"
    ? renderedPlain(value) === value && !hasJinja(value)
    : typeof value !== "object" || value === null;

const later = ["tests", "data_tests", "description"];
const laterOnTop = [...later, "loaded_at_query"];

/** What dbt does not render in an entry, wherever it stands. */
function isLater(path: Path): boolean {
  const [first, second, third, fourth, fifth] = path as (string | number | undefined)[];
  const among = (key: string | number | undefined, keys: readonly string[]): boolean =>
    keys.includes(key as string);
  if (among(first, laterOnTop)) return true;
  if (path.length === 2 && among(second, laterOnTop)) return true;
  if (first === "config" && among(second, ["pre_hook", "post_hook", "loaded_at_query"]))
    return true;
  if (path.length === 5 && fifth === "description") return true;
  if (first === "versions")
    return among(third, later) || (third === "columns" && among(fifth, later));
  if (among(first, ["columns", "dimensions", "measures", "entities", "metrics"]))
    return among(third, later);
  return (
    first === "derived_semantics" &&
    among(second, ["dimensions", "entities"]) &&
    among(fourth, later)
  );
}

function isRenderedLater(section: Section, path: Path): boolean {
  if (section === "sources") {
    const [first, second] = path;
    if (first === "description" || first === "loaded_at_query") return true;
    if (first === "config" && second === "loaded_at_query") return true;
    return first === "tables" && isLater(path.slice(2));
  }
  if (section === "macros" && path[0] === "arguments") return isLater(path.slice(1));
  return isLater(path);
}

/**
 * The entry with its Jinja rendered; the entry itself when it has none.
 * @param file for errors
 * @throws TemplateError
 */
export function renderEntry(
  entry: DataObject,
  section: Section,
  interpreter: () => Interpreter,
  file: string,
): DataObject {
  const renderAt = (value: Data, path: Path, key: string | number): Data =>
    isSettled(value) ? value : render(value, path.concat(key));
  const render = (value: Data, path: Path): Data => {
    if (typeof value === "string") {
      if (isRenderedLater(section, path)) return value;
      if (!hasJinja(value)) return renderedPlain(value);
      return dataOf(interpreter().renderNativeSync(parseTemplate(value, file)));
    }
    if (Array.isArray(value)) return mapList(value, (item, index) => renderAt(item, path, index));
    return isDataObject(value) ? mapDict(value, (item, key) => renderAt(item, path, key)) : value;
  };
  return render(entry, []) as DataObject;
}

function mapList(list: readonly Data[], map: (item: Data, index: number) => Data): readonly Data[] {
  let copy: Data[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index] as Data;
    const value = map(item, index);
    if (value === item) continue;
    copy ??= [...list];
    copy[index] = value;
  }
  return copy ?? list;
}

function mapDict(dict: DataObject, map: (item: Data, key: string) => Data): DataObject {
  let copy: Record<string, Data> | undefined;
  for (const key of Object.keys(dict)) {
    const value = map(dict[key] as Data, key);
    if (value === dict[key]) continue;
    copy ??= { ...dict };
    copy[key] = value;
  }
  return copy ?? dict;
}
