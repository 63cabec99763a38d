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
  /** The bytes end inside of the batch that follows. */
  readonly isCut: boolean;
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
  const passage = new Passage(fetched, codecs);
  let at = 0;
  let fault: BatchError | undefined;
  let isCut = false;
  try {
    while (at < bytes.length && (passage.taken === 0 || passage.taken < maxBytes)) {
      const batch = batchAt(bytes, at);
      isCut = batch === undefined;
      if (batch === undefined || isAbove(batch, lastStableOffset)) break;
      passage.pass(batch);
      at = batch.end;
    }
  } catch (thrown) {
    if (!(thrown instanceof BatchError)) throw thrown;
    fault = thrown;
  }
  const { to, records, taken, leaderEpoch } = passage;
  const skipped = to - from - records.length;
  const block = { partition, topic, from, to, records, skipped, bytes: taken };
  return { block, leaderEpoch, fault, wireBytes: at, isCut };
}

const isAbove = ({ baseOffset }: BatchHeader, lastStableOffset: number): boolean =>
  lastStableOffset >= 0 && baseOffset >= lastStableOffset;

/** The way over the batches of one answer: what was seen of them so far. */
class Passage {
  readonly records: SourceRecord[] = [];
  /** The position behind the last batch that was passed. */
  to: number;
  /** Bytes of keys and values. */
  taken = 0;
  leaderEpoch: number | undefined;
  readonly #bytes: Buffer;
  readonly #codecs: Codecs;
  readonly #transactions: AbortedTransactions;

  constructor({ bytes, from, aborted }: FetchedPartition, codecs: Codecs) {
    this.to = from;
    this.#bytes = bytes;
    this.#codecs = codecs;
    this.#transactions = new AbortedTransactions(aborted);
  }

  /** @throws BatchError; then nothing of the batch was taken */
  pass(batch: BatchHeader): void {
    // First of all: where the batch ends is one of the things that may be damaged.
    checkBatch(this.#bytes, batch);
    this.#transactions.beginUpTo(batch.lastOffset);
    if (batch.control) this.#mark(batch);
    // The first batch holds the position; one that lies before it is an answer to another question.
    if (batch.lastOffset < this.to) return;
    if (!batch.control && !this.#isAborted(batch)) this.#take(batch);
    this.to = batch.lastOffset + 1;
    this.leaderEpoch = batch.leaderEpoch;
  }

  #mark(batch: BatchHeader): void {
    const marker = markerOf(recordsOf(this.#bytes, batch, this.#codecs), batch);
    if (marker === "abort") this.#transactions.end(batch.producerId);
  }

  #isAborted({ transactional, producerId }: BatchHeader): boolean {
    return transactional && this.#transactions.isAborted(producerId);
  }

  #take(batch: BatchHeader): void {
    const before = this.records.length;
    try {
      const body = recordsOf(this.#bytes, batch, this.#codecs);
      this.taken += appendRecords(body, batch, { from: this.to, records: this.records });
    } catch (thrown) {
      this.records.length = before;
      throw thrown;
    }
  }
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
