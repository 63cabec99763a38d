/** Works out a model's primary key: from its constraints, else from its tests. Pure. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { isDraft } from "./node-index.ts";
import type { Workspace } from "./workspace.ts";

/** Gives every model its primary key. */
export function inferPrimaryKeys(workspace: Workspace): void {
  const tested = testedColumns(workspace);
  for (const { node } of workspace.nodes.values()) {
    if (node.resource_type !== "model") continue;
    const key = constrainedKey(node) ?? testedKey(tested.get(node.unique_id));
    if (key.length > 0) node.primary_key = [...key].sort();
  }
}

const isKey = (constraint: DataObject): boolean => constraint.type === "primary_key";

function constrainedKey({ constraints, columns }: DraftNode): readonly string[] | undefined {
  const constraint = constraints.find(isKey);
  if (constraint !== undefined) return constraint.columns as readonly string[];
  for (const name of Object.keys(columns))
    if (columns[name]?.constraints.some(isKey)) return [name];
  return undefined;
}

/** A model's columns that are tested, each once. */
interface TestedColumns {
  readonly unique: string[];
  readonly disabledUnique: string[];
  readonly notNull: string[];
}

/** By the model's id. */
function testedColumns({ nodes, disabled }: Workspace): ReadonlyMap<string, TestedColumns> {
  const byModel = new Map<string, TestedColumns>();
  const columnsFor = (model: string): TestedColumns => {
    const known = byModel.get(model);
    if (known !== undefined) return known;
    const columns = { unique: [], disabledUnique: [], notNull: [] };
    byModel.set(model, columns);
    return columns;
  };
  const add = ({ node }: Draft): void => {
    const { attached_node: model, test_metadata: test } = node;
    if (!model || test === undefined) return;
    const kind = kindOf(test.name, node.config.enabled);
    if (kind === undefined) return;
    const columns = columnsFor(model)[kind];
    for (const name of columnsOf(test.kwargs)) if (!columns.includes(name)) columns.push(name);
  };
  for (const draft of nodes.values()) add(draft);
  for (const entries of disabled.values()) entries.filter(isDraft).forEach(add);
  return byModel;
}

const uniqueTests = ["unique", "unique_combination_of_columns"];

function kindOf(test: string, enabled: boolean): keyof TestedColumns | undefined {
  if (test === "not_null") return "notNull";
  if (!uniqueTests.includes(test)) return undefined;
  return enabled ? "unique" : "disabledUnique";
}

function columnsOf({ column_name: column, combination_of_columns: columns }: DataObject) {
  if (typeof column === "string") return [column];
  if (!Array.isArray(columns)) return [];
  return (columns as readonly Data[]).filter((name): name is string => typeof name === "string");
}

/** Columns that are unique and never null, else those that are unique, else those of disabled tests. */
function testedKey(tested: TestedColumns | undefined): readonly string[] {
  if (tested === undefined) return [];
  const { unique, disabledUnique, notNull } = tested;
  const both = notNull.filter((name) => unique.includes(name) || disabledUnique.includes(name));
  if (both.length > 0) return both;
  return unique.length > 0 ? unique : disabledUnique;
}
