/** Removes rows that are older than the stream keeps them, once every deferred model has read them. */
import type { Lease } from "../landing.ts";
import { proveLease } from "../ledger/lease.ts";
import { inTransaction, moment, queryRows } from "../ledger/ledger.ts";
import { dropOldDays } from "./day-partitions.ts";
import { type Landing, tableSql } from "./landing-table.ts";
import { noteRemoved } from "./removals.ts";

/**
 * @param now milliseconds since 1970
 * @returns how many rows were removed
 * @throws Problem `STREAM_FENCED`
 */
export async function removeOldRows(landing: Landing, lease: Lease, now: number): Promise<number> {
  const { ledger, stream } = landing;
  const { retainMs } = stream;
  if (retainMs === undefined) return 0;
  if (landing.days !== undefined) return await dropOldDays(landing, lease, now - retainMs);
  return await inTransaction(ledger.session, async () => {
    await proveLease(ledger, lease);
    const removed = await queryRows(
      ledger.session,
      `delete from ${tableSql(landing)} as old
       where old._ingested_at < $1::timestamptz and not exists (
         select 1 from _tsdbt.model_progress as progress
         where progress.stream = $2 and progress.incarnation = old._incarnation
           and progress."partition" = old._partition and progress.next_offset <= old._offset)
       returning old._batch_id`,
      [moment(now - retainMs), stream.name],
    );
    await noteRemoved(landing, "removed", removed);
    return removed.length;
  });
}
