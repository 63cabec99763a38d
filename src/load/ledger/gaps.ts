/** Offsets that no longer exist at the source: noted for ever, and skipped. */
import type { Lease } from "../landing.ts";
import { emptyBatch, noteBatch } from "./batches.ts";
import { renewLease } from "./lease.ts";
import { inTransaction, type Ledger, moment } from "./ledger.ts";
import { movePositions } from "./positions.ts";

export interface Gap {
  readonly partition: number;
  /** The position that was wanted. */
  readonly from: number;
  /** The first offset that is still there. */
  readonly to: number;
  /** Such as `retention`. */
  readonly reason: string;
}

/**
 * Moves a position over offsets that are lost, in a transaction of its own.
 * @param now milliseconds since 1970
 * @param leaseMs how long the lease lasts from then on, in milliseconds
 * @throws Problem `STREAM_FENCED` or `POSITIONS_MOVED`
 */
export async function skipGap(
  ledger: Ledger,
  lease: Lease,
  { partition, from, to, reason }: Gap,
  now: number,
  leaseMs = 30_000,
): Promise<void> {
  const { session } = ledger;
  await inTransaction(session, async () => {
    const { batchId, incarnation } = await renewLease(ledger, lease, now + leaseMs);
    const move = { partition, from, to, last: undefined, maxEventTime: undefined };
    await movePositions(ledger, lease, { batchId, incarnation, now }, [move]);
    await session.execute(
      `insert into _tsdbt.stream_gaps
         (stream, incarnation, "partition", from_offset, to_offset, reason, noted_at)
       values ($1, $2, $3, $4, $5, $6, $7::timestamptz)`,
      { values: [lease.stream, incarnation, partition, from, to, reason, moment(now)] },
    );
    const batch = {
      ...emptyBatch(lease.stream, batchId, lease.epoch),
      ranges: new Map([[partition, [from, to] as const]]),
      skipped: to - from,
    };
    await noteBatch(ledger, batch, {
      kind: "gap" as const,
      incarnation,
      startedAt: now,
      committedAt: now,
    });
  });
}
