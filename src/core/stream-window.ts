/** What a model reads of its streams in one transaction: the vocabulary of those who keep count and those who read. */

/** Records of one partition: offsets of `[from, to)`. */
export interface StreamRange {
  /** Counts how often the topic was created again. */
  readonly incarnation: number;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface StreamSlice {
  /** The micro-batch that is open in this transaction, where the model has read everything before it. */
  readonly batchId: number | undefined;
  /** False where nobody knows what the model has read. */
  readonly known: boolean;
  /** One for each partition, of each incarnation. */
  readonly ranges: readonly StreamRange[];
  /** Batches of dead letters that became rows after all, whose offsets the model has passed long ago. */
  readonly retried: readonly number[];
}

/** By the stream's name, such as `shop.clicks`. */
export type StreamWindow = ReadonlyMap<string, StreamSlice>;
