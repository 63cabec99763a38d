/** What differs between a materialized view in the database and its config: only indexes can be told apart. */
import { Dict, isTrue, type PyObject, str, type Value } from "../../jinja/index.ts";
import { Table } from "./agate/table.ts";
import { namespaceObject } from "./native.ts";

interface Index {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly method: string;
}

/**
 * @param found what the macro `describe_materialized_view` gives
 * @param model the node, whose config lists the wanted indexes
 * @returns what has to change; null when nothing has
 */
export function materializedViewChanges(found: Value, model: Value): Value {
  const present = presentIndexes(item(found, "indexes"));
  const wanted = wantedIndexes(item(item(model, "config"), "indexes"));
  const has = (list: readonly Index[], index: Index) =>
    list.some((other) => keyOf(other) === keyOf(index));
  const changes = [
    ...present.filter((index) => !has(wanted, index)).map((index) => change("drop", index)),
    ...wanted.filter((index) => !has(present, index)).map((index) => change("create", index)),
  ];
  if (changes.length === 0) return null;
  return namespaceObject("PostgresMaterializedViewConfigChangeCollection", {
    indexes: () => changes,
    requires_full_refresh: () => false,
    has_changes: () => true,
  });
}

const keyOf = ({ columns, unique, method }: Index): string =>
  JSON.stringify([columns.toSorted(), unique, method]);

function item(owner: Value, key: string): Value {
  if (typeof owner !== "object" || owner === null || Array.isArray(owner)) return null;
  return owner.pyGetItem?.(key) ?? owner.pyGetAttr?.(key) ?? null;
}

function presentIndexes(table: Value): readonly Index[] {
  if (!(table instanceof Table)) return [];
  return table.rows.map((row) => ({
    name: str(row.byKey.get("name") ?? null),
    columns: str(row.byKey.get("column_names") ?? "").split(","),
    unique: isTrue(row.byKey.get("unique") ?? false),
    method: str(row.byKey.get("method") ?? "btree"),
  }));
}

function wantedIndexes(list: Value): readonly Index[] {
  if (!Array.isArray(list)) return [];
  return list.map((entry) => {
    const columns = item(entry, "columns");
    return {
      name: null,
      columns: Array.isArray(columns) ? columns.map(str) : [],
      unique: isTrue(item(entry, "unique") ?? false),
      method: str(item(entry, "type") ?? "btree"),
    };
  });
}

const change = (action: "drop" | "create", index: Index): PyObject =>
  namespaceObject("PostgresIndexConfigChange", {
    action: () => action,
    context: () =>
      namespaceObject("PostgresIndexConfig", {
        name: () => index.name,
        as_node_config: () =>
          Dict.of([
            ["columns", [...index.columns]],
            ["unique", index.unique],
            ["type", index.method],
          ]),
      }),
    requires_full_refresh: () => false,
  });
