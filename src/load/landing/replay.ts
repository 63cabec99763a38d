/** Goes back to earlier positions: rows from there on are removed, and loaded again by the loop. */

import type { Lease } from "../landing.ts";
import { emptyBatch, noteBatch } from "../ledger/batches.ts";
import { renewLease } from "../ledger/lease.ts";
import { inTransaction, moment, queryRows } from "../ledger/ledger.ts";
import type { Positions } from "../record-source.ts";
import { type Landing, tableSql } from "./landing-table.ts";
import { noteRemoved } from "./removals.ts";

export interface Replayed {
  readonly rows: number;
  readonly deadLetters: number;
  /** By partition: what is loaded again. */
  readonly ranges: ReadonlyMap<number, readonly [from: number, to: number]>;
}

/**
 * Removes rows and dead letters from the offsets on, and sets the positions there; progress of deferred models goes back
 * too. Partitions that are not named, or stand before their offset, stay as they are.
 * @param now milliseconds since 1970
 * @param leaseMs how long the lease lasts from then on
 * @throws Problem `STREAM_FENCED`
 */
export async function replayFrom(
  landing: Landing,
  lease: Lease,
  offsets: Positions,
  { now, leaseMs }: { readonly now: number; readonly leaseMs: number },
): Promise<Replayed> {
  const { ledger } = landing;
  return await inTransaction(ledger.session, async () => {
    const { batchId, incarnation } = await renewLease(ledger, lease, now + leaseMs);
    const ranges = new Map<number, readonly [number, number]>();
    let rows = 0;
    let deadLetters = 0;
    for (const [partition, offset] of offsets) {
      const next = await setBack(landing, { incarnation, partition, offset, now });
      if (next === undefined) continue;
      ranges.set(partition, [next, offset]);
      const removed = await removeRange(landing, {
        incarnation,
        partition,
        from: offset,
        to: next,
      });
      rows += removed.rows;
      deadLetters += removed.deadLetters;
    }
    const { session } = ledger;
    const batch = { ...emptyBatch(lease.stream, batchId, lease.epoch), ranges };
    const note = { kind: "replay", incarnation, startedAt: now, committedAt: now } as const;
    if (ranges.size > 0) await noteBatch({ ...ledger, session }, batch, note);
    const back = [...ranges].map(([partition, [to, from]]) => [partition, [from, to]] as const);
    return { rows, deadLetters, ranges: new Map(back) };
  });
}

/** @returns where the partition stood, or undefined when it is not behind the offset */
async function setBack(
  { ledger: { session }, stream }: Landing,
  target: {
    readonly incarnation: number;
    readonly partition: number;
    readonly offset: number;
    readonly now: number;
  },
): Promise<number | undefined> {
  const { incarnation, partition, offset, now } = target;
  const key = [stream.name, incarnation, partition, offset];
  const known = await queryRows(
    session,
    `select next_offset from _tsdbt.stream_offsets
     where stream = $1 and incarnation = $2 and "partition" = $3 and next_offset > $4`,
    key,
  );
  if (known.length === 0) return undefined;
  await session.execute(
    `update _tsdbt.stream_offsets set next_offset = $4, start_offset = least(start_offset, $4),
       moved_at = $5::timestamptz, fingerprint = null, fingerprint_offset = null
     where stream = $1 and incarnation = $2 and "partition" = $3`,
    { values: [...key, moment(now)] },
  );
  await session.execute(
    `update _tsdbt.model_progress set next_offset = $4, moved_at = $5::timestamptz
     where stream = $1 and incarnation = $2 and "partition" = $3 and next_offset > $4`,
    { values: [...key, moment(now)] },
  );
  return Number(known[0]![0]);
}

export interface OffsetRange {
  readonly incarnation: number;
  readonly partition: number;
  readonly from: number;
  /** The first offset that stays. */
  readonly to: number;
}

/** Removes rows and dead letters of `[from, to)` in the open transaction, and takes note of it. */
export async function removeRange(
  landing: Landing,
  { incarnation, partition, from, to }: OffsetRange,
): Promise<Pick<Replayed, "rows" | "deadLetters">> {
  const condition = "_incarnation = $1 and _partition = $2 and _offset >= $3 and _offset < $4";
  const values = [incarnation, partition, from, to];
  const rows = await removeRows(landing, condition, values);
  return { rows, deadLetters: await removeDeadLetters(landing, condition, values) };
}

type Values = readonly (string | number)[];

async function removeRows(landing: Landing, condition: string, values: Values): Promise<number> {
  const removed = await queryRows(
    landing.ledger.session,
    `delete from ${tableSql(landing)} where ${condition} returning _batch_id`,
    values,
  );
  await noteRemoved(landing, "removed", removed);
  return removed.length;
}

async function removeDeadLetters(
  landing: Landing,
  condition: string,
  values: Values,
): Promise<number> {
  const removed = await queryRows(
    landing.ledger.session,
    `delete from _tsdbt.stream_dlq where ${condition} and stream = $${values.length + 1} returning batch_id`,
    [...values, landing.stream.name],
  );
  await noteRemoved(landing, "removed_dlq", removed);
  return removed.length;
}
