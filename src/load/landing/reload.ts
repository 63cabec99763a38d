/**
 * Loads a part of a stream again in place: its rows and dead letters are removed and made anew in one transaction, and
 * positions stay where they are. Each record is there once at any moment, so it can be killed and begun again.
 */
import type { LandedBatch, Lease } from "../landing.ts";
import { emptyBatch, noteBatch } from "../ledger/batches.ts";
import { renewLease } from "../ledger/lease.ts";
import { inTransaction } from "../ledger/ledger.ts";
import { writeSchema } from "../ledger/schemas.ts";
import type { RecordBlock } from "../record-source.ts";
import type { ValueDecoder } from "../value-decoder.ts";
import { createTally } from "./batch-tally.ts";
import { ensureDay } from "./day-partitions.ts";
import { removeDuplicates } from "./dedupe.ts";
import { addRows } from "./land-batch.ts";
import type { Landing } from "./landing-table.ts";
import { noteOf, prepareBatch } from "./prepare-batch.ts";
import { removeRange } from "./replay.ts";

export interface ReloadRequest {
  readonly landing: Landing;
  readonly lease: Lease;
  /** Behind none of the ledger's positions. */
  readonly block: RecordBlock;
  readonly decoder: ValueDecoder;
  /** As in a batch: inline models see the rows. */
  readonly inBatch?: ((batch: LandedBatch) => Promise<void>) | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly leaseMs: number;
}

/**
 * The rows are new to the models that follow, as those of dead letters are; none of them counts as late.
 * @throws Problem
 */
export async function reloadBlock(request: ReloadRequest): Promise<LandedBatch> {
  const { landing, lease, block, decoder, now, leaseMs } = request;
  const { ledger, stream } = landing;
  const startedAt = now();
  const prepared = await prepareBatch(landing, { blocks: [block], decoder }, startedAt);
  await ensureDay(landing, startedAt);
  const { columns, shape, told, times } = prepared;
  const batch = await inTransaction(ledger.session, async (): Promise<LandedBatch> => {
    const renewed = await renewLease(ledger, lease, startedAt + leaseMs);
    const { batchId, incarnation, watermark } = renewed;
    const { partition, from, to } = block;
    await removeRange(landing, { incarnation, partition, from, to });
    const at = { batchId, incarnation, now: startedAt };
    if (shape !== landing.shape) await writeSchema(ledger, stream.name, noteOf(shape), startedAt);
    await addRows(landing, prepared, at);
    const tally = createTally();
    tally.add([block], { columns, times, told, late: 0 });
    const within = stream.dedupe?.withinMs;
    const since = within === undefined ? undefined : (watermark ?? startedAt) - within;
    const duplicates = await removeDuplicates(landing, shape, { batchId, since });
    const landed: LandedBatch = {
      ...emptyBatch(stream.name, batchId, lease.epoch),
      ...tally.counts,
      rows: tally.counts.rows - duplicates,
      duplicates,
      schemaChanges: tally.told,
      maxEventTime: tally.latest(),
      watermark,
      watermarkBefore: watermark,
    };
    await request.inBatch?.(landed);
    await noteBatch(ledger, landed, {
      kind: "reload",
      incarnation,
      startedAt,
      committedAt: now(),
    });
    return landed;
  });
  landing.shape = shape;
  return batch;
}
