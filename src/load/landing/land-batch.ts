/** One micro-batch as one transaction: rows, dead letters, what stands on them, and positions, or nothing of it. */
import { Problem } from "../../core/problem.ts";
import { connectionLost } from "../../core/problems/server.ts";
import type { BatchRequest, LandedBatch, Lease, Portion } from "../landing.ts";
import { type BatchNote, emptyBatch, isCommitted, noteBatch } from "../ledger/batches.ts";
import { renewLease, writeWatermark } from "../ledger/lease.ts";
import { undo } from "../ledger/ledger.ts";
import { movePositions } from "../ledger/positions.ts";
import { writeSchema } from "../ledger/schemas.ts";
import { type BatchTally, createTally } from "./batch-tally.ts";
import { appendBronze, type BatchStamp } from "./bronze.ts";
import { ensureDay } from "./day-partitions.ts";
import { appendRejects } from "./dead-letters.ts";
import { removeDuplicates } from "./dedupe.ts";
import { flagLate, watermarkAfter } from "./event-time.ts";
import type { Landing } from "./landing-table.ts";
import { noteOf, type PreparedBatch, prepareBatch } from "./prepare-batch.ts";
import type { Shape } from "./shape.ts";

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
  let written: WrittenBatch;
  try {
    written = await writeBatch(request, prepared, startedAt);
  } catch (thrown) {
    await undo(session);
    throw thrown;
  }
  const { batch, shape } = written;
  await commitBatch(landing, lease, batch.batchId);
  landing.shape = shape;
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

interface WrittenBatch {
  readonly batch: LandedBatch;
  /** The table's at its end. */
  readonly shape: Shape;
}

async function writeBatch(
  request: BatchRequest,
  prepared: PreparedBatch,
  startedAt: number,
): Promise<WrittenBatch> {
  const { landing, lease, inBatch, now, leaseMs = defaultLeaseMs } = request;
  const { ledger, stream } = landing;
  const renewed = await renewLease(ledger, lease, now() + leaseMs);
  const { batchId, incarnation, watermark: before } = renewed;
  const at = { batchId, incarnation, now: startedAt };
  const { tally, shape } = await addPortions(request, prepared, { ...at, before });
  if (shape !== landing.shape) await writeSchema(ledger, stream.name, noteOf(shape), startedAt);
  const within = stream.dedupe?.withinMs;
  const since = within === undefined ? undefined : (before ?? startedAt) - within;
  const duplicates = await removeDuplicates(landing, shape, { batchId, since });
  const watermark = await moveWatermark(landing, lease, { tally, at, before });
  const moves = tally.moves();
  const batch: LandedBatch = {
    ...emptyBatch(stream.name, batchId, lease.epoch),
    ranges: new Map(moves.map(({ partition, from, to }) => [partition, [from, to]])),
    ...tally.counts,
    rows: tally.counts.rows - duplicates,
    duplicates,
    maxEventTime: tally.latest(),
    watermark,
    watermarkBefore: before,
    schemaChanges: tally.told,
  };
  await inBatch?.(batch);
  await movePositions(ledger, lease, at, moves);
  const note: BatchNote = { kind: "load", incarnation, startedAt, committedAt: now() };
  await noteBatch(ledger, batch, note);
  return { batch, shape };
}

/** Adds the rows of one portion after the other, as long as the request has some. */
async function addPortions(
  request: BatchRequest,
  first: PreparedBatch,
  stamp: BatchStamp & { readonly before: number | undefined },
): Promise<{ readonly tally: BatchTally; readonly shape: Shape }> {
  const { landing, decoder } = request;
  const tally = createTally();
  let portion: Portion = request;
  let prepared = first;
  for (;;) {
    const { columns, shape, told, times } = prepared;
    const late = flagLate(times, columns, stamp.before);
    await addRows(landing, prepared, stamp);
    tally.add(portion.blocks, { columns, times, told, late });
    const next = await request.more?.();
    if (next === undefined) return { tally, shape };
    portion = next;
    prepared = await prepareBatch({ ...landing, shape }, { ...next, decoder }, stamp.now);
  }
}

/** Changes the table as the rows need it, and adds them and what could not become one. */
export async function addRows(
  landing: Landing,
  { columns, shape, statements }: PreparedBatch,
  stamp: BatchStamp,
): Promise<void> {
  for (const statement of statements) await landing.ledger.session.execute(statement);
  await appendBronze(landing, shape, columns, stamp);
  await appendRejects(landing, columns.rejects, stamp);
}

async function moveWatermark(
  { ledger, stream }: Landing,
  lease: Lease,
  batch: {
    readonly tally: BatchTally;
    readonly at: BatchStamp;
    readonly before: number | undefined;
  },
): Promise<number | undefined> {
  const { tally, at, before } = batch;
  if (stream.eventTime === undefined) return before;
  const after = await watermarkAfter(ledger, stream.name, stream.eventTime, {
    incarnation: at.incarnation,
    now: at.now,
    before,
    latestByPartition: tally.latestByPartition,
    moved: tally.partitions(),
  });
  if (after !== undefined && after !== before) await writeWatermark(ledger, lease, after);
  return after;
}
