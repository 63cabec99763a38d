/** Columns and constraints of properties files, as the manifest has them. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Column } from "../../core/nodes.ts";
import type { Problem } from "../../core/problem.ts";
import { invalidConstraint } from "../../core/problems/contracts.ts";
import { noItems } from "../settings/compact.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { PropertiesFile } from "./properties.ts";

/** A column as written, and where. */
export interface WrittenColumn {
  readonly raw: DataObject;
  readonly path: readonly (string | number)[];
}

export const constraintTypes = [
  "check",
  "not_null",
  "unique",
  "primary_key",
  "foreign_key",
  "custom",
] as const;

/** Keys of a column that are not kept as extra ones. */
const ownKeys = new Set([
  "name",
  "description",
  "meta",
  "data_type",
  "constraints",
  "docs",
  "config",
  "_extra",
  "data_tests",
  "tests",
  "quote",
  "tags",
  "granularity",
  "dimension",
  "entity",
]);

/** The columns of an entry; an empty list when it has none. */
export function writtenColumns(
  entry: DataObject,
  path: readonly (string | number)[],
): readonly WrittenColumn[] {
  const columns = (entry.columns ?? []) as readonly DataObject[];
  return columns.map((raw, index) => ({ raw, path: path.concat("columns", index) }));
}

/** @throws Problem for a constraint of a type that there is not */
export function columnInfo(
  columns: readonly WrittenColumn[],
  file: PropertiesFile,
): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    columns.map(({ raw, path }): [string, Column] => {
      const name = raw.name as string;
      const constraints = readConstraints(raw.constraints, `column ${String(name)}`, path, file);
      return [name, columnOf(raw, constraints)];
    }),
  );
}

// Most columns have a name and a description, so that they share what is empty.
const noMeta: DataObject = Object.freeze({});
const noConfig: Column["config"] = Object.freeze({ meta: noMeta, tags: noItems });

function columnOf(raw: DataObject, constraints: readonly DataObject[]): Column {
  const meta = metaOf(raw);
  const tags = columnTags(raw);
  const column: Column & Record<string, Data | object> = {
    name: raw.name as string,
    description: (raw.description ?? "") as string,
    meta,
    data_type: (raw.data_type ?? null) as string | null,
    constraints,
    quote: (raw.quote ?? null) as boolean | null,
    config: meta === noMeta && tags === noItems ? noConfig : { meta, tags },
    tags,
    granularity: (raw.granularity ?? null) as string | null,
    dimension: raw.dimension ?? null,
    entity: raw.entity ?? null,
    doc_blocks: noItems,
  };
  for (const key of Object.keys(raw)) {
    if (!ownKeys.has(key)) column[key] = raw[key] as Data;
  }
  return column;
}

function metaOf({ meta, config }: DataObject): DataObject {
  const configured = isDataObject(config) && isDataObject(config.meta) ? config.meta : noMeta;
  return meta || configured !== noMeta ? { ...(meta as DataObject), ...configured } : noMeta;
}

/** A column's tags: its own, and those in its config, which may be one as text. */
export function columnTags(raw: DataObject): readonly string[] {
  const configured = isDataObject(raw.config) ? raw.config.tags : undefined;
  if (!(raw.tags || configured)) return noItems;
  const own = (raw.tags ?? []) as readonly string[];
  return [...new Set([...own, ...asTags(configured ?? [])])];
}

export function asTags(tags: Data): readonly string[] {
  if (typeof tags === "string") return [tags];
  return Array.isArray(tags) ? (tags as readonly string[]) : [];
}

/** Constraints with dbt's defaults filled in. */
function readConstraints(
  constraints: Data | undefined,
  owner: string,
  path: readonly (string | number)[],
  file: PropertiesFile,
): readonly DataObject[] {
  if (!Array.isArray(constraints)) return noItems;
  return (constraints as readonly Data[]).map((raw, index) => {
    if (!isDataObject(raw) || !(constraintTypes as readonly unknown[]).includes(raw.type)) {
      const at = file.locate([...path, "constraints", index]);
      throw invalidConstraint(
        owner,
        isDataObject(raw) ? raw.type : raw,
        constraintTypes,
        at,
      ) satisfies Problem;
    }
    return constraintOf(raw);
  });
}

const constraintOf = (raw: DataObject): DataObject => ({
  type: raw.type as string,
  name: raw.name ?? null,
  expression: raw.expression ?? null,
  warn_unenforced: raw.warn_unenforced ?? true,
  warn_unsupported: raw.warn_unsupported ?? true,
  to: raw.to ?? null,
  to_columns: raw.to_columns ?? [],
});

/** Constraints of a model, which also name columns. */
export function readModelConstraints(
  constraints: Data | undefined,
  owner: string,
  path: readonly (string | number)[],
  file: PropertiesFile,
): readonly DataObject[] {
  const raws = Array.isArray(constraints) ? (constraints as readonly DataObject[]) : [];
  return readConstraints(constraints, owner, path, file).map((constraint, index) => ({
    ...constraint,
    columns: raws[index]?.columns ?? [],
  }));
}
