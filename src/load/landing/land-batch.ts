/** One micro-batch as one transaction: rows, dead letters, what stands on them, and positions, or nothing of it. */
import { Problem } from "../../core/problem.ts";
import { connectionLost } from "../../core/problems/server.ts";
import type { BatchRequest, LandedBatch, Lease } from "../landing.ts";
import { type BatchNote, emptyBatch, isCommitted, noteBatch } from "../ledger/batches.ts";
import { renewLease, writeWatermark } from "../ledger/lease.ts";
import { undo } from "../ledger/ledger.ts";
import { type Move, movePositions } from "../ledger/positions.ts";
import { writeSchema } from "../ledger/schemas.ts";
import { digestOf } from "../record-digest.ts";
import type { RecordBlock } from "../record-source.ts";
import { appendBronze, type BatchStamp } from "./bronze.ts";
import { ensureDay } from "./day-partitions.ts";
import { appendRejects } from "./dead-letters.ts";
import { removeDuplicates } from "./dedupe.ts";
import { type EventTimes, flagLate, watermarkAfter } from "./event-time.ts";
import type { Landing } from "./landing-table.ts";
import { noteOf, type PreparedBatch, prepareBatch } from "./prepare-batch.ts";

const defaultLeaseMs = 30_000;

/**
 * Puts the records into the database and moves the positions behind them.
 * @throws Problem `STREAM_FENCED` or `POSITIONS_MOVED` when somebody else writes the stream; what the database or
 * `inBatch` throws. Nothing of the batch is then there.
 */
export async function landBatch(request: BatchRequest): Promise<LandedBatch> {
  const { landing, lease, now } = request;
  // Clocks of high resolution give fractions, which no microsecond of a database is.
  const startedAt = Math.floor(now());
  const prepared = await prepareBatch(landing, request, startedAt);
  await ensureDay(landing, startedAt);
  const { session } = landing.ledger;
  await session.begin();
  let batch: LandedBatch;
  try {
    batch = await writeBatch(request, prepared, startedAt);
  } catch (thrown) {
    await undo(session);
    throw thrown;
  }
  await commitBatch(landing, lease, batch.batchId);
  landing.shape = prepared.shape;
  return batch;
}

/** Commits, and finds out what became of it when the server's answer is lost. */
async function commitBatch({ ledger }: Landing, lease: Lease, batchId: number): Promise<void> {
  const { session } = ledger;
  try {
    await session.commit();
  } catch (thrown) {
    const isUncertain = thrown instanceof Problem && thrown.code === "COMMIT_UNCERTAIN";
    if (!isUncertain) {
      await undo(session);
      throw thrown;
    }
    if (!(await isCommitted(ledger, lease, batchId)))
      throw connectionLost(thrown.message, true, { cause: thrown });
  }
}

async function writeBatch(
  request: BatchRequest,
  prepared: PreparedBatch,
  startedAt: number,
): Promise<LandedBatch> {
  const { landing, lease, blocks, inBatch, now, leaseMs = defaultLeaseMs } = request;
  const { columns, shape, statements, told, times } = prepared;
  const { ledger, stream } = landing;
  const moves = movesOf(blocks, times);
  const renewed = await renewLease(ledger, lease, now() + leaseMs);
  const { batchId, incarnation, watermark: before } = renewed;
  const at = { batchId, incarnation, now: startedAt };
  for (const statement of statements) await ledger.session.execute(statement);
  if (shape !== landing.shape) await writeSchema(ledger, stream.name, noteOf(shape), startedAt);
  const late = flagLate(times, columns, before);
  await appendBronze(landing, shape, columns, at);
  await appendRejects(landing, columns.rejects, at);
  const within = stream.dedupe?.withinMs;
  const since = within === undefined ? undefined : (before ?? startedAt) - within;
  const duplicates = await removeDuplicates(landing, shape, { batchId, since });
  const watermark = await moveWatermark(landing, lease, { times, moves, at, before });
  const batch: LandedBatch = {
    ...emptyBatch(stream.name, batchId, lease.epoch),
    ranges: new Map(moves.map(({ partition, from, to }) => [partition, [from, to]])),
    ...columns.counts,
    rows: columns.offsets.length - duplicates,
    dlq: columns.rejects.length,
    duplicates,
    late,
    skipped: sum(blocks, ({ skipped }) => skipped),
    bytes: sum(blocks, ({ bytes }) => bytes),
    maxEventTime: times.latest,
    watermark,
    watermarkBefore: before,
    schemaChanges: told,
  };
  await inBatch?.(batch);
  await movePositions(ledger, lease, at, moves);
  const note: BatchNote = { kind: "load", incarnation, startedAt, committedAt: now() };
  await noteBatch(ledger, batch, note);
  return batch;
}

async function moveWatermark(
  { ledger, stream }: Landing,
  lease: Lease,
  batch: {
    readonly times: EventTimes;
    readonly moves: readonly Move[];
    readonly at: BatchStamp;
    readonly before: number | undefined;
  },
): Promise<number | undefined> {
  const { times, moves, at, before } = batch;
  if (stream.eventTime === undefined) return before;
  const moved = moves.map(({ partition }) => partition);
  const after = await watermarkAfter(ledger, stream.name, stream.eventTime, {
    ...{ incarnation: at.incarnation, now: at.now, times, moved, before },
  });
  if (after !== undefined && after !== before) await writeWatermark(ledger, lease, after);
  return after;
}

const sum = (blocks: readonly RecordBlock[], count: (block: RecordBlock) => number): number =>
  blocks.reduce((total, block) => total + count(block), 0);

/** By partition, from where to where the blocks go. */
function movesOf(
  blocks: readonly RecordBlock[],
  { latestByPartition }: EventTimes,
): readonly Move[] {
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
      maxEventTime: latestByPartition.get(partition),
    });
  }
  return [...moves.values()];
}
