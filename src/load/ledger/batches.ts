/** The record of batches: what each has brought, from where to where. */
import type { LandedBatch, Lease } from "../landing.ts";
import { proveLease } from "./lease.ts";
import { inTransaction, type Ledger, moment, queryRows } from "./ledger.ts";

export interface BatchNote {
  /**
   * `load`: records became rows. `dlq_retry`: dead letters did. `gap`: offsets that are gone were skipped. `replay`: the
   * position went back, from the range's end to its beginning. `reload`: rows were made anew, the position stayed.
   */
  readonly kind: "load" | "dlq_retry" | "gap" | "replay" | "reload";
  readonly incarnation: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly committedAt: number;
}

/** Notes a batch within its transaction. */
export async function noteBatch(
  { session }: Ledger,
  batch: LandedBatch,
  { kind, incarnation, startedAt, committedAt }: BatchNote,
): Promise<void> {
  const ranges = JSON.stringify(Object.fromEntries(batch.ranges));
  const { maxEventTime, watermark } = batch;
  await session.execute(
    `insert into _tsdbt.stream_batches
       (stream, batch_id, kind, epoch, incarnation, ranges, fetched, landed, dlq, tombstones, dropped, duplicates,
        late, skipped, bytes, max_event_time, watermark, schema_changes, started_at, committed_at, removed, removed_dlq)
     values ($1, $2, $3, $4, $5, $6::json, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::timestamptz,
        $17::timestamptz, $18::json, $19::timestamptz, $20::timestamptz, 0, 0)`,
    {
      values: [
        ...[batch.stream, batch.batchId, kind, batch.epoch, incarnation, ranges, batch.fetched],
        ...[batch.rows, batch.dlq, batch.tombstones, batch.dropped, batch.duplicates, batch.late],
        ...[batch.skipped, batch.bytes],
        maxEventTime === undefined ? null : moment(maxEventTime),
        watermark === undefined ? null : moment(watermark),
        JSON.stringify(batch.schemaChanges),
        ...[moment(startedAt), moment(committedAt)],
      ],
    },
  );
}

/** A batch that has brought nothing, to be filled with what it did. */
export const emptyBatch = (stream: string, batchId: number, epoch: number): LandedBatch => ({
  stream,
  batchId,
  epoch,
  ranges: new Map(),
  fetched: 0,
  rows: 0,
  dlq: 0,
  tombstones: 0,
  dropped: 0,
  duplicates: 0,
  late: 0,
  skipped: 0,
  bytes: 0,
  schemaChanges: [],
  maxEventTime: undefined,
  watermark: undefined,
  watermarkBefore: undefined,
});

/** Whether the batch is there, asked once nothing of it can still be under way. */
export async function isCommitted(ledger: Ledger, lease: Lease, batchId: number): Promise<boolean> {
  return await inTransaction(ledger.session, async () => {
    // Waits for a transaction of ours that the server may still be ending.
    await proveLease(ledger, lease);
    const rows = await queryRows(
      ledger.session,
      "select 1 from _tsdbt.stream_batches where stream = $1 and batch_id = $2 and epoch = $3",
      [lease.stream, batchId, lease.epoch],
    );
    return rows.length > 0;
  });
}
