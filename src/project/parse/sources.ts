/** Makes source nodes, with what another package overrides in them, and their tests. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Source } from "../../core/nodes.ts";
import {
  duplicateResource,
  freshnessFieldAndQuery,
  overrideTwice,
  unusedOverride,
} from "../../core/problems/parse.ts";
import { relationOfNode } from "../context/relation.ts";
import { mergeConfig } from "../settings/config.ts";
import { asTags, columnInfo, writtenColumns } from "./columns.ts";
import type { Mutable } from "./draft.ts";
import { mergedFreshness } from "./freshness.ts";
import { addTest, type TestTarget } from "./generic-tests.ts";
import { testsOf } from "./patches.ts";
import type { Entry } from "./properties.ts";
import { isDict } from "./shape-check.ts";
import { addDisabled, attempt, type Workspace } from "./workspace.ts";

type Path = readonly (string | number)[];

/** A table of a source as written, before overrides. */
export interface WrittenTable {
  readonly entry: Entry;
  readonly source: DataObject;
  readonly table: DataObject;
  readonly path: Path;
}

export interface Override {
  readonly entry: Entry;
  readonly value: DataObject;
  used: boolean;
  readonly usedTables: Set<string>;
}

/** Sources as they are read; turned into nodes when all files have been. */
export interface WrittenSources {
  readonly tables: Map<string, WrittenTable>;
  readonly overrides: Map<string, Override>;
}

/** Notes the tables of an entry of `sources:`, or an override. */
export function noteSource(
  entry: Entry,
  rendered: DataObject,
  written: WrittenSources,
  workspace: Workspace,
): void {
  const { dbname, ...rest } = rendered;
  const source = dbname === undefined || "database" in rest ? rest : { ...rest, database: dbname };
  const { owner } = entry.file;
  if ("overrides" in source) {
    const key = `${String(source.overrides)}.${entry.name}`;
    if (written.overrides.has(key)) throw overrideTwice(entry.name, entry.file.locate(entry.path));
    written.overrides.set(key, { entry, value: source, used: false, usedTables: new Set() });
    return;
  }
  const tables = (source.tables ?? []) as readonly DataObject[];
  for (const [index, table] of tables.entries()) {
    const path = [...entry.path, "tables", index];
    const id = `source.${owner.name}.${entry.name}.${String(table.name)}`;
    const first = written.tables.get(id);
    if (first === undefined) written.tables.set(id, { entry, source, table, path });
    else
      workspace.problems.push(
        duplicateResource(
          { name: `${entry.name}.${String(table.name)}`, resource_type: "source" },
          first.entry.file.locate(first.path),
          entry.file.locate(path),
        ),
      );
  }
}

/** Makes nodes and tests of all sources. */
export function constructSources(written: WrittenSources, workspace: Workspace): void {
  for (const [id, table] of written.tables)
    attempt(
      workspace,
      () => addSource(id, overridden(table, written), workspace),
      () => table.entry.file.locate(table.path),
    );
  warnOfUnused(written, workspace);
}

function overridden(table: WrittenTable, { overrides }: WrittenSources): WrittenTable {
  const { entry } = table;
  const override = overrides.get(`${entry.file.owner.name}.${entry.name}`);
  if (override === undefined) return table;
  override.used = true;
  const { name: _, overrides: __, tables, ...changes } = override.value;
  const name = table.table.name as string;
  const change = ((tables ?? []) as readonly DataObject[]).find((other) => other.name === name);
  if (change !== undefined) override.usedTables.add(name);
  return {
    ...table,
    source: { ...table.source, ...changes },
    table: { ...table.table, ...change },
  };
}

function warnOfUnused({ overrides }: WrittenSources, workspace: Workspace): void {
  for (const { entry, value, used, usedTables } of overrides.values()) {
    const tables = ((value.tables ?? []) as readonly DataObject[]).map((table) =>
      String(table.name),
    );
    const unused = tables.filter((name) => !usedTables.has(name));
    if (used && unused.length === 0) continue;
    const target = `${String(value.overrides)}.${entry.name}`;
    workspace.warnings.push({
      name: "UnusedTables",
      problem: unusedOverride(target, used ? unused : [], entry.file.locate(entry.path)),
    });
  }
}

function addSource(id: string, written: WrittenTable, workspace: Workspace): void {
  const node = sourceNode(id, written, workspace);
  addSourceTests(written, workspace);
  const draft = {
    node,
    owner: written.entry.file.owner,
    file: written.entry.file,
    path: written.path,
  };
  if (node.config.enabled) workspace.sources.set(id, draft);
  else addDisabled(id, draft, workspace);
}

function sourceNode(id: string, written: WrittenTable, workspace: Workspace): Mutable<Source> {
  const { entry, source, table, path } = written;
  const { file } = entry;
  const name = table.name as string;
  const folders = file.file.path.split("/").slice(0, -1);
  const fqn = [file.owner.name, ...folders, entry.name, name];
  const { config, unrendered } = sourceConfig(written, fqn, workspace);
  const node: Mutable<Source> = {
    database: (source.database || workspace.profile.database) as string,
    schema: (source.schema || entry.name) as string,
    name,
    resource_type: "source",
    package_name: file.owner.name,
    path: file.file.originalFilePath,
    original_file_path: file.file.originalFilePath,
    unique_id: id,
    fqn,
    source_name: entry.name,
    source_description: (source.description || "") as string,
    loader: (source.loader ?? "") as string,
    identifier: (table.identifier || name) as string,
    quoting: mergedQuoting(source.quoting, table.quoting),
    loaded_at_field: config.loaded_at_field ?? null,
    loaded_at_query: config.loaded_at_query ?? null,
    freshness: config.freshness ?? null,
    external: externalOf(table.external),
    description: (table.description || "") as string,
    columns: columnInfo(writtenColumns(table, path), file),
    meta: config.meta,
    source_meta: { ...(source.meta as DataObject), ...metaInConfig(source) },
    tags: config.tags,
    config,
    patch_path: null,
    unrendered_config: unrendered,
    relation_name: null,
    created_at: workspace.createdAt,
    unrendered_database: (entry.raw.database ?? null) as string | null,
    unrendered_schema: (entry.raw.schema ?? null) as string | null,
    doc_blocks: [],
  };
  node.relation_name = shownRelation(node, workspace);
  return node;
}

/** The manifest shows sources in the quotes of the project's `quoting`, although templates get them without. */
function shownRelation(node: Source, { dialect, root: { quoting } }: Workspace): string {
  const own = Object.entries(node.quoting).filter(([, flag]) => flag !== null);
  const shown = { ...node, quoting: { ...quoting, ...Object.fromEntries(own) } };
  return relationOfNode(shown, { dialect, quoting }).text;
}

const quotingParts = ["database", "schema", "identifier", "column"] as const;

function mergedQuoting(source: Data | undefined, table: Data | undefined): DataObject {
  const [outer, inner] = [isDict(source) ? source : {}, isDict(table) ? table : {}];
  return Object.fromEntries(quotingParts.map((part) => [part, inner[part] ?? outer[part] ?? null]));
}

/** dbt's own keys first, with null for what is not said. */
function externalOf(external: Data | undefined): DataObject | null {
  if (!isDict(external)) return null;
  const { location, file_format, row_format, tbl_properties, partitions, ...more } = external;
  return {
    location: location ?? null,
    file_format: file_format ?? null,
    row_format: row_format ?? null,
    tbl_properties: tbl_properties ?? null,
    partitions: Array.isArray(partitions) ? partitions.map(partitionOf) : null,
    ...more,
  };
}

function partitionOf(partition: Data): Data {
  if (!isDict(partition)) return partition;
  const { name, description, data_type, meta, ...more } = partition;
  return {
    name: name ?? "",
    description: description ?? "",
    data_type: data_type ?? "",
    meta: meta ?? {},
    ...more,
  };
}

const configOf = (value: DataObject): DataObject => (value.config ?? {}) as DataObject;

function metaInConfig(value: DataObject): DataObject {
  const { meta } = configOf(value) as { meta?: Data };
  return isDict(meta) ? meta : {};
}

function sourceConfig(written: WrittenTable, fqn: readonly string[], workspace: Workspace) {
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

function addSourceTests(written: WrittenTable, workspace: Workspace): void {
  const { entry, source, table, path } = written;
  const name = table.name as string;
  const target: TestTarget = {
    owner: entry.file.owner,
    file: entry.file,
    fileKeyName: `sources.${entry.name}`,
    name: `${entry.name}_${name}`,
    isSource: true,
    version: null,
    reference: `source('${entry.name}', '${name}')`,
    attached: undefined,
  };
  const shared = [...asTags(source.tags ?? []), ...asTags(table.tags ?? [])];
  const { tests, key } = testsOf(table, entry, path);
  for (const [index, value] of tests.entries())
    addTest(
      { value, path: [...path, key, index], columnName: null, tags: shared },
      target,
      workspace,
    );
  const quoteAll = mergedQuoting(source.quoting, table.quoting).column;
  for (const column of writtenColumns(table, path)) {
    const written = testsOf(column.raw, entry, column.path);
    const quoted = column.raw.quote ?? quoteAll;
    const columnName = column.raw.name as string;
    const tags = [
      ...shared,
      ...asTags(column.raw.tags ?? []),
      ...asTags(configOf(column.raw).tags ?? []),
    ];
    for (const [index, value] of written.tests.entries())
      addTest(
        {
          value,
          path: [...column.path, written.key, index],
          columnName: quoted ? `"${columnName}"` : columnName,
          tags,
        },
        target,
        workspace,
      );
  }
}
