/** Works out a model's primary key: from its constraints, else from its tests. Pure. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { isDraft } from "./node-index.ts";
import type { Workspace } from "./workspace.ts";

/** Gives every model its primary key. */
export function inferPrimaryKeys(workspace: Workspace): void {
  const tests = testsByModel(workspace);
  for (const { node } of workspace.nodes.values()) {
    if (node.resource_type !== "model") continue;
    const key = keyOf(node, tests.get(node.unique_id) ?? []);
    if (key.length > 0) node.primary_key = [...key].sort();
  }
}

function testsByModel({ nodes, disabled }: Workspace): Map<string, DraftNode[]> {
  const tests = new Map<string, DraftNode[]>();
  const add = ({ node }: Draft): void => {
    if (!node.attached_node || node.test_metadata === undefined) return;
    const known = tests.get(node.attached_node);
    if (known === undefined) tests.set(node.attached_node, [node]);
    else known.push(node);
  };
  for (const draft of nodes.values()) add(draft);
  for (const entries of disabled.values()) entries.filter(isDraft).forEach(add);
  return tests;
}

const isKey = (constraint: DataObject): boolean => constraint.type === "primary_key";

function keyOf(node: DraftNode, tests: readonly DraftNode[]): readonly string[] {
  const constraint = node.constraints.find(isKey);
  if (constraint !== undefined) return constraint.columns as readonly string[];
  for (const [name, { constraints }] of Object.entries(node.columns))
    if (constraints.some(isKey)) return [name];
  return keyByTests(tests);
}

const uniqueTests = ["unique", "unique_combination_of_columns"];

interface TestedColumns {
  readonly unique: Set<string>;
  readonly disabledUnique: Set<string>;
  readonly notNull: Set<string>;
}

/** Columns that are unique and never null, else those that are unique, else those of disabled tests. */
function keyByTests(tests: readonly DraftNode[]): readonly string[] {
  if (tests.length === 0) return [];
  const tested: TestedColumns = {
    unique: new Set(),
    disabledUnique: new Set(),
    notNull: new Set(),
  };
  for (const { test_metadata: metadata, config } of tests) {
    const columns = metadata && setFor(metadata.name, config.enabled, tested);
    if (columns) for (const column of columnsOf(metadata.kwargs)) columns.add(column);
  }
  const { unique, disabledUnique, notNull } = tested;
  const both = [...notNull].filter((column) => unique.has(column) || disabledUnique.has(column));
  if (both.length > 0) return both;
  return unique.size > 0 ? [...unique] : [...disabledUnique];
}

function setFor(test: string, enabled: boolean, tested: TestedColumns): Set<string> | undefined {
  if (test === "not_null") return tested.notNull;
  if (!uniqueTests.includes(test)) return undefined;
  return enabled ? tested.unique : tested.disabledUnique;
}

function columnsOf(kwargs: DataObject): readonly string[] {
  const column = kwargs.column_name;
  if (typeof column === "string") return [column];
  const columns = kwargs.combination_of_columns;
  if (!Array.isArray(columns)) return [];
  return (columns as readonly Data[]).filter((name): name is string => typeof name === "string");
}
