/** The adapter methods that check whether a table can be the target of a snapshot. */
import { snapshotColumnsMissing } from "../../../core/problems/context.ts";
import {
  bindArguments,
  Dict,
  type Interpreter,
  type PyObject,
  str,
  type Value,
} from "../../../jinja/index.ts";
import type { Relation } from "../../../project/context/relation.ts";
import { asRelation } from "./arguments.ts";
import { columnsIn } from "./columns.ts";
import type { AdapterWork, DatabaseMethods } from "./work.ts";

const required = ["dbt_scd_id", "dbt_valid_from", "dbt_valid_to"];

export const snapshotMethods: DatabaseMethods = {
  valid_snapshot_target: async (work, call) => {
    const given = bindArguments(call, "valid_snapshot_target", ["relation", "column_names?"]);
    const relation = asRelation(given.relation ?? null, "valid_snapshot_target", "relation");
    await checkColumns(work, call.interpreter, relation, given.column_names ?? null, required);
    return null;
  },
  assert_valid_snapshot_target_given_strategy: async (work, call) => {
    const method = "assert_valid_snapshot_target_given_strategy";
    const given = bindArguments(call, method, ["relation", "column_names", "strategy"]);
    const relation = asRelation(given.relation ?? null, method, "relation");
    const keepsDeleted = item(given.strategy ?? null, "hard_deletes") === "new_record";
    const needed = keepsDeleted ? [...required, "dbt_is_deleted"] : required;
    await checkColumns(work, call.interpreter, relation, given.column_names ?? null, needed);
    return null;
  },
};

/** @throws Problem that lists what is missing */
async function checkColumns(
  work: AdapterWork,
  interpreter: Interpreter,
  relation: Relation,
  names: Value,
  needed: readonly string[],
): Promise<void> {
  const columns = await columnsIn(work, interpreter, relation);
  const there = new Set(columns.map(({ info }) => info.name.toLowerCase()));
  const missing = needed
    .map((column) => (names instanceof Dict ? str(names.get(column) ?? column) : column))
    .filter((column) => !there.has(column.toLowerCase()));
  if (missing.length > 0) throw snapshotColumnsMissing(missing);
}

function item(value: Value, key: string): Value | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return (value as PyObject).pyGetItem?.(key);
}
