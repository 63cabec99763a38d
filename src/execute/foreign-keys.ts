/** Foreign keys of contracts say `to: ref('x')`; in the database they need the relation's name. */
import type { DataObject } from "../core/data.ts";
import type { ManifestNode, Model } from "../core/nodes.ts";
import type { NodeContext } from "./context/node-context.ts";

type Contract = Pick<Model, "columns" | "constraints">;

const isKey = ({ type, to }: DataObject): boolean =>
  type === "foreign_key" && typeof to === "string";

/** Whether a contract has to be rendered: hardly any has. */
export function hasForeignKeys(node: ManifestNode): node is Model {
  if (node.resource_type !== "model" || !node.contract.enforced) return false;
  const columns = Object.values(node.columns);
  return [...node.constraints, ...columns.flatMap((column) => column.constraints)].some(isKey);
}

/** The node's columns and constraints with names in place of refs. */
export async function renderedContract(node: Model, context: NodeContext): Promise<Contract> {
  const render = async (constraint: DataObject): Promise<DataObject> =>
    isKey(constraint)
      ? {
          ...constraint,
          to: await context.render(`{{ ${String(constraint.to)} }}`, node.original_file_path),
        }
      : constraint;
  const renderAll = (list: readonly DataObject[]) => Promise.all(list.map(render));
  return {
    constraints: await renderAll(node.constraints),
    columns: Object.fromEntries(
      await Promise.all(
        Object.entries(node.columns).map(async ([name, column]) => [
          name,
          { ...column, constraints: await renderAll(column.constraints) },
        ]),
      ),
    ),
  };
}
