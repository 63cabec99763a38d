/** Contracts and constraints that cannot hold. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { listed } from "./wording.ts";

/**
 * A constraint's type is none that there is.
 *
 * @example
 * models: [{name: orders, columns: [{name: id, constraints: [{type: notnull}]}]}]
 */
export const invalidConstraint = (
  owner: string,
  type: unknown,
  types: readonly string[],
  at: Place,
) =>
  new Problem("INVALID_CONSTRAINT", `A constraint of ${owner} has the type "${String(type)}".`, {
    at,
    hint: `Use one of ${listed(types)}.`,
  });

/**
 * A contract is enforced on a model whose columns nobody lists.
 *
 * @example
 * models: [{name: orders, config: {contract: {enforced: true}}}]
 */
export const contractWithoutColumns = (name: string, at: Place) =>
  new Problem(
    "CONTRACT_WITHOUT_COLUMNS",
    `The model "${name}" enforces a contract without columns.`,
    {
      at,
      hint: "List its columns with their data types.",
    },
  );

/**
 * Only tables can have constraints; those of a view or an ephemeral model are not built.
 *
 * @example
 * # with the materialization view
 * models:
 *   - name: orders
 *     config: {contract: {enforced: true}}
 *     columns: [{name: id, data_type: int, constraints: [{type: not_null}]}]
 */
export const constraintsNotBuilt = (name: string, materialized: string, at: Place) =>
  new Problem(
    "CONSTRAINTS_NOT_BUILT",
    `The columns of "${name}" have constraints, which the materialization "${materialized}" does not build.`,
    {
      at,
      hint: "Make it a table or incremental, or set warn_unsupported: false on the constraints.",
    },
  );

/**
 * A model has more than one primary key.
 *
 * @example
 * models:
 *   - name: orders
 *     columns:
 *       - {name: id, constraints: [{type: primary_key}]}
 *       - {name: day, constraints: [{type: primary_key}]}
 */
export const primaryKeyTwice = (
  name: string,
  columns: readonly string[],
  ofModel: boolean,
  at: Place,
) =>
  new Problem(
    "PRIMARY_KEY_TWICE",
    `The model "${name}" has primary keys on ${listed(columns)}${ofModel ? " and on the model" : ""}.`,
    { at, hint: "Write one constraint on the model that lists all columns of the key." },
  );

/**
 * A foreign key points to something that is neither a `ref` nor a `source`.
 *
 * @example
 * constraints: [{type: foreign_key, to: customers, to_columns: [id]}]
 */
export const foreignKeyTarget = (name: string, to: string, at: Place) =>
  new Problem("FOREIGN_KEY_TARGET", `A foreign key of the model "${name}" points to "${to}".`, {
    at,
    hint: "Write to: ref('…') or to: source('…', '…').",
  });

/**
 * A YAML snapshot's relation is neither a `ref` nor a `source`.
 *
 * @example
 * snapshots: [{name: orders_snapshot, relation: orders}]
 */
export const relationNotReadable = (name: string, relation: string, at: Place) =>
  new Problem("RELATION_NOT_READABLE", `The snapshot "${name}" reads the relation "${relation}".`, {
    at,
    hint: "Write relation: ref('…') or relation: source('…', '…').",
  });
