/** Takes note of rows that were removed after they had landed, so that counts still agree. */
import type { Cell } from "../../adapters/adapter.ts";
import type { Landing } from "./landing-table.ts";

/** @param removed for each row its batch */
export async function noteRemoved(
  landing: Landing,
  column: "removed" | "removed_dlq",
  removed: readonly (readonly Cell[])[],
): Promise<void> {
  const counts = new Map<number, number>();
  for (const [batch] of removed) counts.set(Number(batch), (counts.get(Number(batch)) ?? 0) + 1);
  await noteRemovedCounts(landing, column, counts);
}

/** @param counts by batch, how many of its rows were removed */
export async function noteRemovedCounts(
  { ledger, stream }: Landing,
  column: "removed" | "removed_dlq",
  counts: ReadonlyMap<number, number>,
): Promise<void> {
  for (const [batch, count] of counts)
    await ledger.session.execute(
      `update _tsdbt.stream_batches set ${column} = ${column} + $3 where stream = $1 and batch_id = $2`,
      { values: [stream.name, batch, count] },
    );
}
