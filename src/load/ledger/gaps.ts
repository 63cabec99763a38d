/** Records that are gone: noted, and the position moved behind them. */
import { positionsMoved } from "../../core/problems/landing.ts";
import type { Lease } from "../landing.ts";
import { proveLease } from "./lease.ts";
import { inTransaction, type Ledger, moment, queryRows } from "./ledger.ts";

export interface Gap {
  readonly partition: number;
  /** The position that the ledger has. */
  readonly from: number;
  /** The position to go on at. */
  readonly to: number;
  /** For people. */
  readonly reason: string;
}

/** @throws Problem `STREAM_FENCED` or `POSITIONS_MOVED`; nothing has changed then */
export async function skipGap(
  ledger: Ledger,
  lease: Lease,
  { partition, from, to, reason }: Gap,
  now: number,
): Promise<void> {
  const { session } = ledger;
  await inTransaction(session, async () => {
    await proveLease(ledger, lease);
    const moved = await queryRows(
      session,
      `update _tsdbt.stream_offsets set next_offset = $4, moved_at = $5::timestamptz
       where stream = $1 and "partition" = $2 and next_offset = $3
         and incarnation = (select incarnation from _tsdbt.stream_lease where stream = $1)
       returning incarnation`,
      [lease.stream, partition, from, to, moment(now)],
    );
    const [incarnation] = moved[0] ?? [];
    if (incarnation === undefined) throw positionsMoved(lease.stream);
    await session.execute(
      `insert into _tsdbt.stream_gaps
         (stream, incarnation, "partition", from_offset, to_offset, reason, noted_at)
       values ($1, $2, $3, $4, $5, $6, $7::timestamptz)`,
      { values: [lease.stream, incarnation, partition, from, to, reason, moment(now)] },
    );
  });
}
