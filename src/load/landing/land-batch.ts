/** One micro-batch as one transaction: rows, dead letters, what stands on them, and positions, or nothing of it. */
import { type AppendColumn, constantIfSame } from "../../adapters/append.ts";
import type { BatchRequest, LandedBatch } from "../landing.ts";
import { type BatchNote, noteBatch } from "../ledger/batches.ts";
import { renewLease } from "../ledger/lease.ts";
import { type Move, movePositions } from "../ledger/positions.ts";
import { writeSchema } from "../ledger/schemas.ts";
import { digestOf } from "../record-digest.ts";
import type { RecordBlock } from "../record-source.ts";
import type { BatchColumns } from "./batch-columns.ts";
import { appendRejects } from "./dead-letters.ts";
import type { Landing } from "./landing-table.ts";
import { noteOf, type PreparedBatch, prepareBatch } from "./prepare-batch.ts";
import { type OwnColumn, ownKind, type Shape } from "./shape.ts";

const defaultLeaseMs = 30_000;

/**
 * Puts the records into the database and moves the positions behind them.
 * @throws Problem `STREAM_FENCED` or `POSITIONS_MOVED` when somebody else writes the stream; what the database or
 * `inBatch` throws. Nothing of the batch is then there.
 */
export async function landBatch(request: BatchRequest): Promise<LandedBatch> {
  const { landing, blocks, decoder, now } = request;
  const startedAt = now();
  await decoder.prepare?.(blocks.flatMap(({ records }) => records));
  const prepared = await prepareBatch(landing, blocks, decoder);
  const { session } = landing.ledger;
  await session.begin();
  try {
    const batch = await writeBatch(request, prepared, startedAt);
    await session.commit();
    landing.shape = prepared.shape;
    return batch;
  } catch (thrown) {
    if (session.inTransaction) await session.rollback();
    throw thrown;
  }
}

async function writeBatch(
  { landing, lease, blocks, inBatch, now, leaseMs = defaultLeaseMs }: BatchRequest,
  { columns, shape, statements, told }: PreparedBatch,
  startedAt: number,
): Promise<LandedBatch> {
  const { ledger, stream } = landing;
  const moves = movesOf(blocks);
  const { batchId, incarnation, watermark } = await renewLease(ledger, lease, now() + leaseMs);
  const at = { batchId, incarnation, now: startedAt };
  for (const statement of statements) await ledger.session.execute(statement);
  if (shape !== landing.shape) await writeSchema(ledger, stream.name, noteOf(shape), startedAt);
  await appendBronze(landing, shape, columns, at);
  await appendRejects(landing, columns.rejects, at);
  const batch: LandedBatch = {
    batchId,
    stream: stream.name,
    epoch: lease.epoch,
    ranges: new Map(moves.map(({ partition, from, to }) => [partition, [from, to]])),
    ...columns.counts,
    rows: columns.offsets.length,
    dlq: columns.rejects.length,
    duplicates: 0,
    late: 0,
    skipped: sum(blocks, ({ skipped }) => skipped),
    bytes: sum(blocks, ({ bytes }) => bytes),
    maxEventTime: undefined,
    watermark,
    schemaChanges: told,
  };
  await inBatch?.(batch);
  await movePositions(ledger, lease, at, moves);
  const note: BatchNote = { kind: "load", incarnation, startedAt, committedAt: now() };
  await noteBatch(ledger, batch, note);
  return batch;
}

const sum = (blocks: readonly RecordBlock[], count: (block: RecordBlock) => number): number =>
  blocks.reduce((total, block) => total + count(block), 0);

/** By partition, from where to where the blocks go. */
function movesOf(blocks: readonly RecordBlock[]): readonly Move[] {
  const moves = new Map<number, Move>();
  for (const { partition, from, to, records } of blocks) {
    const known = moves.get(partition);
    if (known !== undefined && known.to !== from)
      throw new Error(`Bug: block of partition ${partition} begins at ${from}, not ${known.to}`);
    const record = records.at(-1);
    const last = record && {
      offset: record.offset,
      digest: digestOf(record),
      timestamp: record.timestamp,
    };
    moves.set(partition, {
      partition,
      from: known?.from ?? from,
      to,
      last: last ?? known?.last,
      maxEventTime: undefined,
    });
  }
  return [...moves.values()];
}

interface BatchStamp {
  readonly batchId: number;
  readonly incarnation: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Adds the rows to the stream's table; columns of others in it stay null. */
async function appendBronze(
  { ledger, stream }: Landing,
  { columns, tableColumns }: Shape,
  batch: BatchColumns,
  { batchId, incarnation, now }: BatchStamp,
): Promise<void> {
  const count = batch.offsets.length;
  if (count === 0) return;
  const own: Readonly<Record<OwnColumn, AppendColumn["cells"]>> = {
    _topic: batch.topics,
    _partition: batch.partitions,
    _offset: batch.offsets,
    _timestamp: batch.timestamps,
    _timestamp_type: batch.timestampTypes,
    _key: batch.keys,
    _headers: batch.headers,
    _ingested_at: { constant: now * 1000 },
    _batch_id: { constant: batchId },
    _incarnation: { constant: incarnation },
    _op: batch.ops,
    _extra: batch.extras,
    _flags: batch.flags,
    _raw: batch.raws,
  };
  const known = new Map<string, AppendColumn>(
    Object.entries(own).map(([name, cells]) => [
      name,
      { name, kind: ownKind(name as OwnColumn, stream), cells: constantIfSame(cells) },
    ]),
  );
  for (const [index, { name, type }] of columns.entries())
    known.set(name, { name, kind: type.kind, cells: batch.values[index]! });
  const appended = tableColumns.map(
    (name) => known.get(name) ?? { name, kind: "text" as const, cells: { constant: null } },
  );
  await ledger.session.append(stream.table, { columns: appended, count });
}
