/** Contracts of models: what they demand of constraints and columns, and the checksum that shows when one changes. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Column } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import {
  contractWithoutColumns,
  foreignKeyTarget,
  primaryKeyTwice,
} from "../../core/problems/contracts.ts";
import { repr, toValue } from "../../jinja/index.ts";
import { sha256 } from "./checksum.ts";
import type { DraftNode } from "./draft.ts";
import { readStatically } from "./static-template.ts";

/** @throws Problem when constraints contradict each other or the contract */
export function applyConstraints(
  node: DraftNode,
  constraints: readonly DataObject[],
  at: () => Place,
): void {
  if (node.contract.enforced && Object.keys(node.columns).length === 0)
    throw contractWithoutColumns(node.name, at());
  checkPrimaryKeys(node, constraints, at);
  node.constraints = constraints;
  const all = [
    ...constraints,
    ...Object.values(node.columns).flatMap((column) => column.constraints),
  ];
  for (const constraint of all) {
    if (constraint.type === "foreign_key" && constraint.to) addTarget(node, constraint.to, at);
  }
}

/** What a foreign key points to is a dependency. */
function addTarget(node: DraftNode, to: Data, at: () => Place): void {
  const read = readStatically(`{{ ${String(to)} }}`);
  const [ref] = read?.refs ?? [];
  const [source] = read?.sources ?? [];
  if (ref !== undefined) node.refs = [...node.refs, ref];
  else if (source !== undefined) node.sources = [...node.sources, source];
  else throw foreignKeyTarget(node.name, String(to), at());
}

const isPrimaryKey = (constraint: DataObject): boolean => constraint.type === "primary_key";

function checkPrimaryKeys(
  node: DraftNode,
  constraints: readonly DataObject[],
  at: () => Place,
): void {
  const columns = Object.values(node.columns)
    .filter((column) => column.constraints.some(isPrimaryKey))
    .map((column) => column.name);
  const ofModel = constraints.some(isPrimaryKey);
  if (columns.length > 1 || (columns.length > 0 && ofModel))
    throw primaryKeyTwice(node.name, columns, ofModel, at());
}

/** Sets the checksum of an enforced contract, unless it has one. */
export function checksumContract(node: DraftNode): void {
  if (!node.contract.enforced || node.contract.checksum) return;
  const columns = Object.values(node.columns).sort((left, right) => compare(left.name, right.name));
  let state = columns.map(columnState).join("");
  if (["table", "incremental"].includes(node.config.materialized))
    state += node.config.materialized + listRepr("ModelLevelConstraint", node.constraints);
  node.contract = { ...node.contract, checksum: sha256(state) };
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const columnState = ({ name, data_type: type, constraints }: Column): string =>
  `|${name}${type ?? "None"}${listRepr("ColumnLevelConstraint", constraints)}`;

/** A list of Python's data classes, printed: that is what the checksum is taken of. */
function listRepr(className: string, constraints: readonly DataObject[]): string {
  const items = constraints.map((constraint) => {
    const fields = Object.entries(constraint).map(
      ([key, value]) => `${key}=${fieldRepr(key, value)}`,
    );
    return `${className}(${fields.join(", ")})`;
  });
  return `[${items.join(", ")}]`;
}

const fieldRepr = (key: string, value: Data): string =>
  key === "type" ? `<ConstraintType.${String(value)}: '${String(value)}'>` : repr(toValue(value));
