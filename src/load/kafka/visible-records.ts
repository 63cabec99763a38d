/**
 * From the bytes of one partition, as fetched, to what a consumer of committed records sees of them: aborted and control
 * records are left out, holes are passed, offsets below the position are not given twice. Pure.
 */
import type { RecordBlock, SourceRecord } from "../record-source.ts";
import type { Codecs } from "./codecs.ts";
import {
  appendRecords,
  BatchError,
  type BatchHeader,
  batchAt,
  checkBatch,
  markerOf,
  recordsOf,
} from "./record-batch.ts";

export interface AbortedTransaction {
  readonly producerId: bigint;
  /** Of its first record in this partition. */
  readonly firstOffset: number;
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  /** The position that was asked for. */
  readonly from: number;
  /** Batches behind this offset are not looked at; below 0 when the broker does not say. */
  readonly lastStableOffset: number;
  /** In any order, and also of transactions behind the bytes. */
  readonly aborted: readonly AbortedTransaction[];
  readonly bytes: Buffer;
}

export interface VisibleRecords {
  readonly block: RecordBlock;
  /** Of the last batch passed; undefined when none was. Brokers find out by it whether their logs still agree. */
  readonly leaderEpoch: number | undefined;
  /** Why decoding ended at `block.to`; undefined when it came to the end, or to a batch that is not all there. */
  readonly fault: BatchError | undefined;
  /** Of the batches that the block was made from, as they were fetched. */
  readonly wireBytes: number;
}

/**
 * Decodes whole batches, in order.
 * @param maxBytes of keys and values, after which no further batch is begun
 */
export function visibleRecords(
  fetched: FetchedPartition,
  codecs: Codecs,
  maxBytes: number,
): VisibleRecords {
  const { bytes, from, topic, partition, lastStableOffset } = fetched;
  const transactions = new AbortedTransactions(fetched.aborted);
  const records: SourceRecord[] = [];
  let to = from;
  let leaderEpoch: number | undefined;
  let fault: BatchError | undefined;
  let at = 0;
  let taken = 0;
  try {
    for (let batch = batchAt(bytes, at); batch !== undefined; batch = batchAt(bytes, at)) {
      if (lastStableOffset >= 0 && batch.baseOffset >= lastStableOffset) break;
      if (taken > 0 && taken >= maxBytes) break;
      // The first batch holds the position; one that lies before it is an answer to another question.
      if (batch.lastOffset >= to) {
        const before = records.length;
        try {
          taken += takeBatch(bytes, batch, { from: to, records, codecs, transactions });
        } catch (thrown) {
          records.length = before;
          throw thrown;
        }
        to = batch.lastOffset + 1;
        leaderEpoch = batch.leaderEpoch;
      }
      at = batch.end;
    }
  } catch (thrown) {
    if (!(thrown instanceof BatchError)) throw thrown;
    fault = thrown;
  }
  const skipped = to - from - records.length;
  const block = { partition, topic, from, to, records, skipped, bytes: taken };
  return { block, leaderEpoch, fault, wireBytes: at };
}

interface Taking {
  readonly from: number;
  readonly records: SourceRecord[];
  readonly codecs: Codecs;
  readonly transactions: AbortedTransactions;
}

/** The bytes of the records that were taken. */
function takeBatch(bytes: Buffer, batch: BatchHeader, taking: Taking): number {
  const { transactions, codecs } = taking;
  transactions.beginUpTo(batch.lastOffset);
  if (batch.control) {
    const marker = markerOf(recordsOf(bytes, batch, codecs), batch);
    if (marker === "abort") transactions.end(batch.producerId);
    return 0;
  }
  if (batch.transactional && transactions.isAborted(batch.producerId)) {
    checkBatch(bytes, batch);
    return 0;
  }
  return appendRecords(recordsOf(bytes, batch, codecs), batch, taking);
}

/**
 * Which producers are inside an aborted transaction, as a consumer passes over the log (as in Kafka's own consumer, see
 * KIP-98, "Reading committed messages"). Brokers list transactions in order of their ends, so they are sorted here.
 */
class AbortedTransactions {
  /** By first offset, descending: the next one is the last. */
  readonly #ahead: AbortedTransaction[];
  readonly #open = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ahead = aborted.toSorted((a, b) => b.firstOffset - a.firstOffset);
  }

  beginUpTo(offset: number): void {
    for (;;) {
      const next = this.#ahead.at(-1);
      if (next === undefined || next.firstOffset > offset) return;
      this.#open.add(next.producerId);
      this.#ahead.pop();
    }
  }

  isAborted(producerId: bigint): boolean {
    return this.#open.has(producerId);
  }

  end(producerId: bigint): void {
    this.#open.delete(producerId);
  }
}
