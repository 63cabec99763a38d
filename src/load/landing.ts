/** The contract between the loop and the database: leases, positions, and one micro-batch as one transaction. */
import type { Landing } from "./landing/landing-table.ts";
import type { RowsAhead } from "./landing/prepare-batch.ts";
import type { KnownPartition, Positions, RecordBlock } from "./record-source.ts";
import type { ValueDecoder } from "./value-decoder.ts";

/** The right to write a stream. Whoever takes it later has a higher epoch, and the earlier one's batches fail. */
export interface Lease {
  readonly stream: string;
  readonly epoch: number;
  readonly owner: string;
}

/** What the ledger says of a stream when its loader starts. */
export interface LedgerState {
  /** Undefined before the first start: the stream's `start` decides, and is written down before the first batch. */
  readonly positions: Positions | undefined;
  /** Counts how often the topic was created again. */
  readonly incarnation: number;
  /** What the source said of itself when the positions were written: Kafka's topic id. */
  readonly sourceIncarnation: string | null;
  /** By partition: offset and digest of the last record landed, by which a topic created again is recognised. */
  readonly fingerprints: ReadonlyMap<number, { readonly offset: number; readonly digest: string }>;
  /** The partitions of the current incarnation, for `RecordSource.recall`. */
  readonly known: readonly KnownPartition[];
}

/** What one transaction has put into the database. */
export interface LandedBatch {
  readonly batchId: number;
  readonly stream: string;
  readonly epoch: number;
  /** By partition: `[from, to)`. */
  readonly ranges: ReadonlyMap<number, readonly [from: number, to: number]>;
  /** Every record: those that became rows, went to the dead-letter table, were dropped or were duplicates. */
  readonly fetched: number;
  readonly rows: number;
  readonly dlq: number;
  /** Rows among `rows` that end a key. */
  readonly tombstones: number;
  /** Left out by rule, such as a Debezium tombstone. */
  readonly dropped: number;
  /** Rows left out because their key was there already, within the horizon. */
  readonly duplicates: number;
  /** Rows older than the watermark was before the batch. */
  readonly late: number;
  /** Offsets that hold no record. */
  readonly skipped: number;
  readonly bytes: number;
  /** Milliseconds since 1970; undefined where the stream has no event time or the batch none. */
  readonly maxEventTime: number | undefined;
  /** No row older than that is expected any more: what `late` counts in the next batch. Milliseconds since 1970. */
  readonly watermark: number | undefined;
  /** What it was before the batch. */
  readonly watermarkBefore: number | undefined;
  /** Columns added or changed by `contract: evolve`, and fields seen for the first time. */
  readonly schemaChanges: readonly string[];
}

/** Records that are read, decoded and added at a stretch: a batch, or a part of one. */
export interface Portion {
  readonly blocks: readonly RecordBlock[];
  /** Their rows, if they were made before. */
  readonly ahead?: RowsAhead | undefined;
}

export interface BatchRequest extends Portion {
  /** The open table of the stream, by `openLanding`. */
  readonly landing: Landing;
  readonly lease: Lease;
  readonly decoder: ValueDecoder;
  /** What belongs to the batch besides, asked for when what came before is added; undefined when that was all. */
  readonly more?: () => Promise<Portion | undefined>;
  /**
   * Runs inside the transaction, after bronze and the dead-letter table are written and before positions are: inline
   * models and the tests on them. What it throws rolls the batch back.
   */
  readonly inBatch?: (batch: LandedBatch) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long the lease lasts from the batch on, in milliseconds. */
  readonly leaseMs?: number;
}
