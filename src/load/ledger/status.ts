/** What the ledger says of streams, for people and their tools. Reads only. */
import type { Cell } from "../../adapters/adapter.ts";
import { type Ledger, millisecondsOf, queryRows } from "./ledger.ts";

/** Moments are milliseconds since 1970. */
export interface StreamStatus {
  readonly stream: string;
  readonly owner: string;
  readonly epoch: number;
  readonly leaseExpiresAt: number;
  readonly incarnation: number;
  readonly watermark: number | undefined;
  readonly partitions: readonly PartitionStatus[];
  /** The newest first. */
  readonly batches: readonly BatchStatus[];
  /** Dead letters that have not become rows since, by error code. */
  readonly deadLetters: Readonly<Record<string, number>>;
  readonly gaps: readonly GapStatus[];
}

export interface PartitionStatus {
  readonly partition: number;
  readonly topic: string;
  readonly next: number;
  readonly lastRecordAt: number | undefined;
  readonly maxEventTime: number | undefined;
  readonly movedAt: number;
}

export interface BatchStatus {
  readonly batchId: number;
  readonly kind: string;
  readonly rows: number;
  readonly dlq: number;
  readonly late: number;
  readonly duplicates: number;
  readonly startedAt: number;
  readonly committedAt: number;
  readonly schemaChanges: readonly string[];
}

export interface GapStatus {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly notedAt: number;
}

/**
 * All streams, or one.
 * @param lastBatches how many batches of each
 */
export async function readStatus(
  ledger: Ledger,
  { stream, lastBatches }: { readonly stream?: string; readonly lastBatches: number },
): Promise<readonly StreamStatus[]> {
  const leases = await queryRows(
    ledger.session,
    `select stream, owner, epoch, ${millisecondsOf("expires_at")}, incarnation, ${millisecondsOf("watermark")}
     from _tsdbt.stream_lease where stream = coalesce($1, stream) order by stream`,
    [stream ?? null],
  );
  const statuses: StreamStatus[] = [];
  for (const [name, owner, epoch, expires, incarnation, watermark] of leases) {
    const key = [String(name), Number(incarnation)] as const;
    statuses.push({
      stream: key[0],
      owner: String(owner),
      epoch: Number(epoch),
      leaseExpiresAt: Number(expires),
      incarnation: key[1],
      watermark: numberOf(watermark),
      partitions: await readPartitions(ledger, ...key),
      batches: await readBatches(ledger, key[0], lastBatches),
      deadLetters: await readDeadLetters(ledger, key[0]),
      gaps: await readGaps(ledger, ...key),
    });
  }
  return statuses;
}

const numberOf = (cell: Cell | undefined): number | undefined =>
  cell === null || cell === undefined ? undefined : Number(cell);

async function readPartitions(
  { session }: Ledger,
  stream: string,
  incarnation: number,
): Promise<readonly PartitionStatus[]> {
  const rows = await queryRows(
    session,
    `select "partition", topic, next_offset, ${millisecondsOf("last_record_at")},
       ${millisecondsOf("max_event_time")}, ${millisecondsOf("moved_at")}
     from _tsdbt.stream_offsets where stream = $1 and incarnation = $2 order by 1`,
    [stream, incarnation],
  );
  return rows.map(([partition, topic, next, recorded, eventTime, moved]) => ({
    partition: Number(partition),
    topic: String(topic),
    next: Number(next),
    lastRecordAt: numberOf(recorded),
    maxEventTime: numberOf(eventTime),
    movedAt: Number(moved),
  }));
}

async function readBatches(
  { session }: Ledger,
  stream: string,
  last: number,
): Promise<readonly BatchStatus[]> {
  const rows = await queryRows(
    session,
    `select batch_id, kind, landed, dlq, late, duplicates, ${millisecondsOf("started_at")},
       ${millisecondsOf("committed_at")}, schema_changes
     from _tsdbt.stream_batches where stream = $1 order by batch_id desc limit ${Math.trunc(last)}`,
    [stream],
  );
  return rows.map((row) => {
    const [batchId, , landed, dlq, late, duplicates, startedAt, committedAt] = row.map(Number);
    return {
      batchId: batchId!,
      kind: String(row[1]),
      rows: landed!,
      dlq: dlq!,
      late: late!,
      duplicates: duplicates!,
      startedAt: startedAt!,
      committedAt: committedAt!,
      schemaChanges: JSON.parse(String(row[8])) as string[],
    };
  });
}

async function readDeadLetters(
  { session }: Ledger,
  stream: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = await queryRows(
    session,
    `select error_code, count(*) from _tsdbt.stream_dlq
     where stream = $1 and retried_in is null group by 1 order by 1`,
    [stream],
  );
  return Object.fromEntries(rows.map(([code, count]) => [String(code), Number(count)]));
}

async function readGaps(
  { session }: Ledger,
  stream: string,
  incarnation: number,
): Promise<readonly GapStatus[]> {
  const rows = await queryRows(
    session,
    `select "partition", from_offset, to_offset, reason, ${millisecondsOf("noted_at")}
     from _tsdbt.stream_gaps where stream = $1 and incarnation = $2 order by noted_at, 1`,
    [stream, incarnation],
  );
  return rows.map(([partition, from, to, reason, notedAt]) => ({
    partition: Number(partition),
    from: Number(from),
    to: Number(to),
    reason: String(reason),
    notedAt: Number(notedAt),
  }));
}
