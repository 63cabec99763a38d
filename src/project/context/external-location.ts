/** Sources that are files: what DuckDB reads in place of a table when a source has `external_location`. Pure. */
import type { Data } from "../../core/data.ts";
import type { Source } from "../../core/nodes.ts";
import { unknownLocationFormatter } from "../../core/problems/relations.ts";

/**
 * The text that stands for the source in SQL, or null when it is an ordinary table. `external_location` and
 * `formatter` may stand in the source's meta or config, which also fill the placeholders.
 */
export function externalLocation(source: Source): string | null {
  const settings: Record<string, Data> = { ...source.meta, ...source.config };
  const template = settings.external_location;
  if (typeof template !== "string") return null;
  const values: Record<string, Data> = {
    name: source.name,
    identifier: source.identifier,
    schema: source.schema,
    database: source.database,
    tags: source.tags,
    ...settings,
  };
  const location = fillIn(template, settings.formatter ?? "newstyle", values);
  return location.includes("(") || location.startsWith("'") ? location : `'${location}'`;
}

function fillIn(template: string, formatter: Data, values: Readonly<Record<string, Data>>): string {
  const value = (key: string): string => String(values[key] ?? "None");
  switch (formatter) {
    case "newstyle":
      return template.replaceAll(/\{\{|\}\}|\{(\w+)\}/g, (match, key: string | undefined) =>
        key === undefined ? match.slice(0, 1) : value(key),
      );
    case "oldstyle":
      return template.replaceAll(/%%|%\((\w+)\)s/g, (_, key: string | undefined) =>
        key === undefined ? "%" : value(key),
      );
    case "template":
      return template.replaceAll(/\$\$|\$\{(\w+)\}|\$(\w+)/g, (_, braced, bare) => {
        const key: string | undefined = braced ?? bare;
        return key === undefined ? "$" : value(key);
      });
    default:
      throw unknownLocationFormatter(String(formatter));
  }
}
