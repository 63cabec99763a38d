/** Makes the nodes of sources. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Source } from "../../core/nodes.ts";
import { relationOfNode } from "../context/relation.ts";
import { isDataObject } from "../settings/data-object.ts";
import { columnInfo, writtenColumns } from "./columns.ts";
import type { Mutable } from "./draft.ts";
import { mergedQuoting, metaInConfig, sourceConfig } from "./source-config.ts";
import { addSourceTests } from "./source-tests.ts";
import { addDisabled, attempt, type Workspace } from "./workspace.ts";
import {
  overridden,
  type WrittenSources,
  type WrittenTable,
  warnOfUnused,
} from "./written-sources.ts";

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

/** dbt's own keys first, with null for what is not said. */
function externalOf(external: Data | undefined): DataObject | null {
  if (!isDataObject(external)) return null;
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
  if (!isDataObject(partition)) return partition;
  const { name, description, data_type, meta, ...more } = partition;
  return {
    name: name ?? "",
    description: description ?? "",
    data_type: data_type ?? "",
    meta: meta ?? {},
    ...more,
  };
}
