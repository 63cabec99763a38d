/** Sources as the properties files have them, and what another package overrides in them. */
import type { DataObject } from "../../core/data.ts";
import { overrideTwice, unusedOverride } from "../../core/problems/patches.ts";
import { duplicateResource } from "../../core/problems/resources.ts";
import type { Entry } from "./properties.ts";
import type { Workspace } from "./workspace.ts";

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

/** The table with what an override changes in it. */
export function overridden(table: WrittenTable, { overrides }: WrittenSources): WrittenTable {
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

/** Warns of overrides that changed nothing. */
export function warnOfUnused({ overrides }: WrittenSources, workspace: Workspace): void {
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
