/** Tries dead letters again, after a schema or a producer was mended: those that become rows now keep their offsets. */
import type { Cell } from "../../adapters/adapter.ts";
import type { LandedBatch, Lease } from "../landing.ts";
import { emptyBatch, noteBatch } from "../ledger/batches.ts";
import { renewLease } from "../ledger/lease.ts";
import { inTransaction, millisecondsOf, queryRows } from "../ledger/ledger.ts";
import { writeSchema } from "../ledger/schemas.ts";
import type { RecordBlock, SourceRecord } from "../record-source.ts";
import type { ValueDecoder } from "../value-decoder.ts";
import { appendBronze } from "./bronze.ts";
import { ensureDay } from "./day-partitions.ts";
import type { Landing } from "./landing-table.ts";
import { noteOf, type PreparedBatch, prepareBatch } from "./prepare-batch.ts";

export interface RetryRequest {
  readonly landing: Landing;
  readonly lease: Lease;
  readonly decoder: ValueDecoder;
  /** Only letters with this error code. */
  readonly code?: string | undefined;
  /** At most so many in one transaction. */
  readonly limit: number;
  /** As in a batch: inline models see the rows that came of letters. */
  readonly inBatch?: (batch: LandedBatch) => Promise<void>;
  readonly now: () => number;
  readonly leaseMs: number;
}

export interface Retried {
  /** Letters that were tried. */
  readonly tried: number;
  /** The batch of those that became rows. */
  readonly batch: LandedBatch;
  /** Where the next ones begin, or undefined when there are no more. */
  readonly after: LetterPlace | undefined;
}

export interface LetterPlace {
  readonly partition: number;
  readonly offset: number;
}

/**
 * Tries letters of the current incarnation that were not cut off and did not become rows before.
 * @param after goes on behind this letter
 * @throws Problem
 */
export async function retryDeadLetters(
  request: RetryRequest,
  after: LetterPlace = { partition: -1, offset: -1 },
): Promise<Retried> {
  const { landing, lease, decoder, now, limit } = request;
  const { ledger, stream } = landing;
  const startedAt = now();
  await ensureDay(landing, startedAt);
  let { shape } = landing;
  const retried = await inTransaction(ledger.session, async (): Promise<Retried> => {
    const renewed = await renewLease(ledger, lease, startedAt + request.leaseMs);
    const { batchId, incarnation, watermark } = renewed;
    const letters = await readLetters(request, incarnation, after);
    const blocks = blocksOf(letters);
    const prepared = await prepareBatch(landing, { blocks, decoder }, startedAt);
    const at = { batchId, incarnation, now: startedAt };
    await writeLetters(landing, prepared, at);
    shape = prepared.shape;
    const rows = prepared.columns.offsets.length;
    const batch = {
      ...emptyBatch(stream.name, batchId, lease.epoch),
      fetched: rows,
      rows,
      tombstones: prepared.columns.counts.tombstones,
      schemaChanges: prepared.told,
      watermark,
      watermarkBefore: watermark,
    };
    await request.inBatch?.(batch);
    const note = { kind: "dlq_retry", incarnation, startedAt, committedAt: now() } as const;
    await noteBatch(ledger, batch, note);
    const last = letters.at(-1);
    const place = last && { partition: last.partition, offset: last.record.offset };
    return { tried: letters.length, batch, after: letters.length < limit ? undefined : place };
  });
  landing.shape = shape;
  return retried;
}

interface Letter {
  readonly topic: string;
  readonly partition: number;
  readonly record: SourceRecord;
}

async function readLetters(
  { landing, code, limit }: RetryRequest,
  incarnation: number,
  after: LetterPlace,
): Promise<readonly Letter[]> {
  const rows = await queryRows(
    landing.ledger.session,
    `select _topic, _partition, _offset, ${millisecondsOf("_timestamp")}, _key, _headers, value
     from _tsdbt.stream_dlq
     where stream = $1 and _incarnation = $2 and retried_in is null and error_code = coalesce($3, error_code)
       and coalesce(octet_length(value), 0) = coalesce(value_bytes, 0)
       and (_partition > $4 or (_partition = $4 and _offset > $5))
     order by _partition, _offset limit ${Math.trunc(limit)}`,
    [landing.stream.name, incarnation, code ?? null, after.partition, after.offset],
  );
  return rows.map(letterOf);
}

function letterOf(row: readonly Cell[]): Letter {
  const [topic, partition, offset, timestamp, key, headers, value] = row;
  const record: SourceRecord = {
    offset: Number(offset),
    timestamp: timestamp === null ? -1 : Number(timestamp),
    timestampType: "create",
    key: key as Uint8Array | null,
    value: value as Uint8Array | null,
    headers: headersOf(headers as string | null),
  };
  return { topic: String(topic), partition: Number(partition), record };
}

type StoredHeader = string | null | { readonly base64: string };

function headersOf(text: string | null): SourceRecord["headers"] {
  if (text === null) return [];
  const stored = JSON.parse(text) as Record<string, StoredHeader | readonly StoredHeader[]>;
  return Object.entries(stored).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map(
      (value: StoredHeader) => [name, bytesOf(value)] as const,
    ),
  );
}

function bytesOf(value: StoredHeader): Uint8Array | null {
  if (value === null) return null;
  return typeof value === "string" ? Buffer.from(value) : Buffer.from(value.base64, "base64");
}

/** One block for each partition and topic; their positions mean nothing. */
function blocksOf(letters: readonly Letter[]): readonly RecordBlock[] {
  const blocks = new Map<string, RecordBlock & { records: SourceRecord[] }>();
  for (const { topic, partition, record } of letters) {
    const key = JSON.stringify([partition, topic]);
    const block = blocks.get(key);
    if (block) block.records.push(record);
    else
      blocks.set(key, {
        topic,
        partition,
        from: 0,
        to: 0,
        records: [record],
        skipped: 0,
        bytes: 0,
      });
  }
  return [...blocks.values()];
}

async function writeLetters(
  landing: Landing,
  { columns, shape, statements }: PreparedBatch,
  at: { readonly batchId: number; readonly incarnation: number; readonly now: number },
): Promise<void> {
  const { ledger, stream } = landing;
  for (const statement of statements) await ledger.session.execute(statement);
  if (shape !== landing.shape) await writeSchema(ledger, stream.name, noteOf(shape), at.now);
  await appendBronze(landing, shape, columns, at);
  for (const [row, offset] of columns.offsets.entries())
    await ledger.session.execute(
      `update _tsdbt.stream_dlq set retried_in = $1
       where stream = $2 and _incarnation = $3 and _partition = $4 and _offset = $5`,
      { values: [at.batchId, stream.name, at.incarnation, columns.partitions[row]!, offset] },
    );
}
