/** What the loop needs of a database: the ledger's word on a stream, and batches landed whole or not at all. */
import type { LandedBatch, LedgerState } from "../landing.ts";
import type { RecordBlock } from "../record-source.ts";

/** Where partitions begin. */
export interface StartRequest {
  /** The ledger's count; one more than before when the topic was created again. */
  readonly incarnation: number;
  readonly sourceIncarnation: string | null;
  readonly positions: readonly {
    readonly partition: number;
    /** The topic, or the path of the file. */
    readonly topic: string;
    readonly offset: number;
  }[];
}

/** Every method may fail with a Problem; `reset` then makes the next call begin on a new connection. */
export interface StreamTarget {
  state(): Promise<LedgerState>;
  start(request: StartRequest): Promise<void>;
  /** The records are landed next: what can be done of that while others are under way is done now. Never fails. */
  prepare?(blocks: readonly RecordBlock[]): Promise<void>;
  /**
   * Lands records in one transaction.
   * @param more asked for what else belongs to it, when what came before is there; undefined when that was all
   * @param check sees what the transaction holds before it is committed; what it throws rolls back
   */
  land(
    blocks: readonly RecordBlock[],
    more: () => Promise<readonly RecordBlock[] | undefined>,
    check: (batch: LandedBatch) => void,
  ): Promise<LandedBatch>;
  /** Goes on behind records that are gone, and writes the gap down. */
  skip(partition: number, from: number, to: number): Promise<void>;
  /** Removes rows that are older than the stream keeps them. */
  upkeep(): Promise<void>;
  /** There is nothing to land for now. */
  idle?(): Promise<void>;
  reset(): Promise<void>;
}
