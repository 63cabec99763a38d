/** Mistakes in snapshots. */
import { Problem } from "../problem.ts";

/**
 * What stands in the snapshot's place is no table.
 * @example a view named like the snapshot
 */
export const snapshotTargetIsNoTable = (relation: string, type: string, nodeId: string) =>
  new Problem(
    "SNAPSHOT_TARGET_IS_NO_TABLE",
    `The snapshot cannot be kept in ${relation}: it is a ${type}.`,
    { nodeId, hint: "Drop or rename it, or give the snapshot another alias." },
  );

/**
 * A snapshot's strategy is missing, or its macro returns no strategy.
 * @example snapshots: [{name: orders_history, relation: ref('orders')}]
 */
export const snapshotWithoutStrategy = (name: string, nodeId: string) =>
  new Problem("SNAPSHOT_WITHOUT_STRATEGY", `The snapshot "${name}" has no usable strategy.`, {
    nodeId,
    hint: "Set strategy: timestamp with updated_at, or strategy: check with check_cols.",
  });
