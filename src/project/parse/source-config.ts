/** The config of sources, which source and table can each give at the top or under `config:`. */
import type { Data, DataObject } from "../../core/data.ts";
import { freshnessFieldAndQuery } from "../../core/problems/properties.ts";
import { mergeConfig } from "../settings/config.ts";
import { isDataObject } from "../settings/data-object.ts";
import { asTags } from "./columns.ts";
import { mergedFreshness } from "./freshness.ts";
import type { Workspace } from "./workspace.ts";
import type { WrittenTable } from "./written-sources.ts";

const quotingParts = ["database", "schema", "identifier", "column"] as const;

/** The `quoting` of a table: what it says itself, then what its source says. */
export function mergedQuoting(source: Data | undefined, table: Data | undefined): DataObject {
  const [outer, inner] = [isDataObject(source) ? source : {}, isDataObject(table) ? table : {}];
  return Object.fromEntries(quotingParts.map((part) => [part, inner[part] ?? outer[part] ?? null]));
}

/** What stands under `config:`. */
export const configOf = (value: DataObject): DataObject => (value.config ?? {}) as DataObject;

export function metaInConfig(value: DataObject): DataObject {
  const { meta } = configOf(value) as { meta?: Data };
  return isDataObject(meta) ? meta : {};
}

/** The config of a table, from all the places where the properties file can say something. */
export function sourceConfig(written: WrittenTable, fqn: readonly string[], workspace: Workspace) {
  const { entry, source, table } = written;
  const patch: Record<string, Data> = { ...configOf(source), ...configOf(table) };
  const freshness = mergedFreshness(source, table);
  if (freshness === undefined) delete patch.freshness;
  else patch.freshness = freshness;
  Object.assign(patch, loadedAt(written), {
    meta: {
      ...(source.meta as DataObject),
      ...metaInConfig(source),
      ...(table.meta as DataObject),
      ...metaInConfig(table),
    },
    tags: tagsOf(source, table),
  });
  return mergeConfig({
    kind: "sources",
    adapter: workspace.profile.type,
    root: workspace.root,
    owner: entry.file.owner,
    fqn,
    patch,
    unrenderedPatch: patch,
  });
}

const tagsOf = (source: DataObject, table: DataObject): readonly string[] =>
  [
    ...new Set(
      [source, table].flatMap((value) => [
        ...asTags(value.tags ?? []),
        ...asTags(configOf(value).tags ?? []),
      ]),
    ),
  ].sort();

/** The field or query that tells when a table was loaded; the table's own beats the source's, even when it is null. */
function loadedAt({ entry, source, table, path }: WrittenTable): DataObject {
  const field = (value: DataObject, key: string): Data =>
    value[key] || configOf(value)[key] || null;
  const says = (value: DataObject, key: string): boolean =>
    key in value || Boolean(configOf(value)[key]);
  for (const [value, at] of [
    [table, path],
    [source, entry.path],
  ] as const) {
    if (field(value, "loaded_at_field") && field(value, "loaded_at_query"))
      throw freshnessFieldAndQuery(entry.name, entry.file.locate(at));
  }
  const fieldSaid = says(table, "loaded_at_field");
  const querySaid = field(table, "loaded_at_query") !== null;
  return {
    loaded_at_field: field(fieldSaid ? table : source, "loaded_at_field"),
    loaded_at_query:
      querySaid || fieldSaid ? field(table, "loaded_at_query") : field(source, "loaded_at_query"),
  };
}
