/** The record of batches: what each has brought, from where to where. */
import type { LandedBatch } from "../landing.ts";
import { type Ledger, moment } from "./ledger.ts";

export interface BatchNote {
  readonly kind: "load" | "dlq_retry";
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
        late, skipped, bytes, max_event_time, watermark, schema_changes, started_at, committed_at)
     values ($1, $2, $3, $4, $5, $6::json, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::timestamptz,
        $17::timestamptz, $18::json, $19::timestamptz, $20::timestamptz)`,
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
